import { compareCodePoints } from '../../../base/compare-code-points.js';
import type { MergeMethod, UnitOutline } from '../tensor-merge.js';
import type { MergedTensor, PlannedTensor } from './planned-tensor.js';

type Merged = PlannedTensor & MergedTensor;

/** What a method sees as a whole, and the output tensors that it consists of. */
export interface MergeUnit {
  readonly outline: UnitOutline;
  /** One, or all of a model in key order. */
  readonly tensors: readonly Merged[];
}

/** Cuts the merged tensors into the method's units: each by itself, or (scope `model`) all of them as one. */
export function unitsOf(method: MergeMethod, tensors: readonly PlannedTensor[]): readonly MergeUnit[] {
  const merged = tensors.filter((tensor): tensor is Merged => tensor.type === 'merge');
  const [first] = merged;
  if (first === undefined) {
    return [];
  }
  if (method.scope(first.shared) === 'tensor') {
    return merged.map((tensor) => ({ outline: outlineOf(tensor), tensors: [tensor] }));
  }
  const sorted = [...merged].sort((a, b) => compareCodePoints(a.name, b.name));
  const elements = sorted.reduce((sum, tensor) => sum + tensor.elements, 0);
  return [{ outline: { ...outlineOf(first), name: '', elements, shape: [elements] }, tensors: sorted }];
}

function outlineOf(tensor: Merged): UnitOutline {
  const { name, elements, shape, perModel, shared, base } = tensor;
  return { name, elements, shape, perModel, shared, hasBase: base !== undefined };
}
