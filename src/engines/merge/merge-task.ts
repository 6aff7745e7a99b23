import type { MergeUnit } from './resolution/merge-unit.js';
import type { CopiedTensor, PlannedTensor } from './resolution/planned-tensor.js';

/** The name of the merge's tasks in a pool. */
export const MERGE_TASK = 'merge';

/** A piece of a merge that a thread of the pool can do by itself; plain data, no file is open in it. */
export type MergeTask = TaskSettings & (ObserveTask | WriteTask | CopyTask);

/** What goes for all pieces of a merge. */
export interface TaskSettings {
  readonly method: string;
  readonly seed: number;
  /** Elements of a chunk, before it is fitted to a unit's granularity. */
  readonly chunkElements: number;
  /** What the chunks and tables of any piece take at most. */
  readonly workerBytes: number;
  /** Tensors of the whole merge. */
  readonly tensors: number;
}

/** One statistics pass over some tensors of a unit that spans the model; answered by what was counted. */
export interface ObserveTask {
  readonly type: 'observe';
  readonly part: UnitPart;
  readonly pass: number;
}

/** All passes over a unit of one tensor; or the writing one over a tensor of a model whose statistics are known. */
export interface WriteTask {
  readonly type: 'write';
  readonly part: UnitPart;
  readonly to: TaskTarget;
}

export interface CopyTask {
  readonly type: 'copy';
  readonly tensor: PlannedTensor & CopiedTensor;
  readonly to: TaskTarget;
}

/** Consecutive tensors of a unit. */
export interface UnitPart {
  readonly unit: MergeUnit;
  /** Where the first of them stands in the unit. */
  readonly start: number;
  /** What the passes before have decided (see `SharedPasses`); undefined before the first. */
  readonly decided?: unknown;
}

export interface TaskTarget {
  readonly file: string;
  readonly bytes: number;
  readonly position: number;
}

/** What was counted over so many elements. */
export interface ObserveResult {
  readonly elements: number;
  readonly counts: readonly Uint32Array[];
}

/** What came of a tensor, as plain data. */
export interface WriteResult {
  readonly nan: number;
  readonly infinite: number;
  /** Elements of each block, and the sums of all one after the other: hundreds of little arrays take long to send. */
  readonly blocks: readonly number[];
  readonly sums: Float64Array;
  readonly blockElements: number;
}
