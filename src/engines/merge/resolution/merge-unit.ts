import { compareCodePoints } from '../../../base/compare-code-points.js';
import type { MergeMethod, UnitOutline } from '../tensor-merge.js';
import { compareNatural } from './compare-natural.js';
import type { MergedTensor, PlannedTensor } from './planned-tensor.js';

type Merged = PlannedTensor & MergedTensor;

/** What a method sees as a whole, and the output tensors that it consists of. */
export interface MergeUnit {
  readonly outline: UnitOutline;
  /** One, or all of a model in key order. */
  readonly tensors: readonly Merged[];
}

/** One of a unit's tensors. */
export interface UnitPlace {
  readonly unit: MergeUnit;
  readonly index: number;
}

/** Where each merged tensor stands. */
export function placesOf(units: readonly MergeUnit[]): ReadonlyMap<PlannedTensor, UnitPlace> {
  return new Map(units.flatMap((unit) => unit.tensors.map((tensor, index) => [tensor, { unit, index }])));
}

/** Layer after layer; or in key order, which is how a method that looks at the whole model wants it. */
export function inWritingOrder(method: MergeMethod, tensors: readonly PlannedTensor[]): readonly PlannedTensor[] {
  const compare = isWholeModel(method, tensors) ? compareCodePoints : compareNatural;
  return [...tensors].sort((a, b) => compare(a.name, b.name));
}

/** How many inputs the tensors of a unit have, each number once; one that spans the model must have the same everywhere. */
export function taskCounts(method: MergeMethod, tensors: readonly PlannedTensor[]): readonly number[] {
  return isWholeModel(method, tensors) ? [...new Set(tensors.filter(isMerged).map(({ inputs }) => inputs.length))] : [];
}

/** Cuts the merged tensors into the method's units, in order: each by itself, or (scope `model`) all of them as one. */
export function unitsOf(method: MergeMethod, tensors: readonly PlannedTensor[]): readonly MergeUnit[] {
  const merged = tensors.filter(isMerged);
  const [first] = merged;
  if (first === undefined || !isWholeModel(method, tensors)) {
    return merged.map((tensor) => ({ outline: outlineOf(tensor), tensors: [tensor] }));
  }
  const elements = merged.reduce((sum, tensor) => sum + tensor.elements, 0);
  return [{ outline: { ...outlineOf(first), name: '', elements, shape: [elements] }, tensors: merged }];
}

function isWholeModel(method: MergeMethod, tensors: readonly PlannedTensor[]): boolean {
  const first = tensors.find(isMerged);
  return first !== undefined && method.scope(first.shared) === 'model';
}

function isMerged(tensor: PlannedTensor): tensor is Merged {
  return tensor.type === 'merge';
}

function outlineOf(tensor: Merged): UnitOutline {
  const { name, elements, shape, perModel, shared, base } = tensor;
  return { name, elements, shape, perModel, shared, hasBase: base !== undefined };
}
