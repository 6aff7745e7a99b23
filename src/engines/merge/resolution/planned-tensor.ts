import type { Dtype, FloatDtype } from '../../../ml/tensors/dtypes.js';
import type { AdapterSource } from '../adapters/adapter-source.js';
import type { ModelTensor } from './opened-model.js';
import type { RowMap } from '../vocabulary/row-map.js';
import type { ResolvedParameters } from '../tensor-merge.js';

/** Where the bytes of a tensor lie; plain data. */
export interface StoredTensor {
  readonly file: string;
  readonly position: number;
  readonly dtype: Dtype;
}

/** Where the values of one input of a tensor come from; plain data. */
export interface TensorSource extends StoredTensor {
  /** The model as the experiment names it, and the tensor's name there. */
  readonly model: string;
  readonly name: string;
  readonly adapter?: AdapterSource;
  /** The rows of another vocabulary, put together from this matrix and others of `columns` columns. */
  readonly rows?: { readonly columns: number; readonly map: RowMap<TensorSource> };
}

/** A tensor of an input's statistics. */
export interface StatisticsSource extends StoredTensor {
  readonly shape: readonly number[];
  readonly elements: number;
}

/** One tensor of the output and what becomes of which inputs; plain data. */
export type PlannedTensor = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Of the layer that it lies in; undefined outside the layers. */
  readonly layer: number | undefined;
  /** What the name says within its layer, e.g. `self_attn.q_proj`. */
  readonly module: string;
} & (MergedTensor | CopiedTensor);

export interface MergedTensor {
  readonly type: 'merge';
  readonly dtype: FloatDtype;
  readonly base: TensorSource | undefined;
  readonly inputs: readonly TensorSource[];
  /** For each input, its column among the merge's tasks. */
  readonly tasks: readonly number[];
  readonly perModel: readonly ResolvedParameters[];
  readonly shared: ResolvedParameters;
  /** One per input, for methods that take them; absent when any input has none. */
  readonly statistics?: readonly StatisticsSource[];
}

/** An integer buffer, or a tensor that pcb leaves out. */
export interface CopiedTensor {
  readonly type: 'copy';
  readonly dtype: Dtype;
  readonly from: TensorSource;
  /** Other inputs, which must hold the same bytes. */
  readonly sameAs: readonly TensorSource[];
}

/** Every tensor that is read for one of the output, the base first. */
export function sourcesOf(tensor: PlannedTensor): readonly TensorSource[] {
  if (tensor.type === 'copy') {
    return [tensor.from, ...tensor.sameAs];
  }
  return tensor.base === undefined ? tensor.inputs : [tensor.base, ...tensor.inputs];
}

/** The files that a source is read from. */
export function filesOf(source: TensorSource): readonly string[] {
  const { left, right, magnitude } = source.adapter ?? {};
  return [
    ...[source, left, right, magnitude].flatMap((stored) => (stored === undefined ? [] : [stored.file])),
    ...(source.rows?.map.matrices.flatMap(filesOf) ?? []),
  ];
}

/** True of a source whose values are on the disk as they are. */
export function isAsStored(source: TensorSource): boolean {
  return source.adapter === undefined && source.rows === undefined;
}

/** Where the values of a model's tensor come from. */
export function sourceOf(model: string, { name, file, position, dtype, adapter }: ModelTensor): TensorSource {
  const source = { model, name, file, position, dtype };
  return adapter === undefined ? source : { ...source, adapter };
}
