import type { FileWriter } from '../../base/ports.js';
import type { BalanceSums } from './balance-sums.js';
import type { MergeUnit, UnitPlace } from './resolution/merge-unit.js';
import type { PlannedTensor } from './resolution/planned-tensor.js';

/**
 * What does the work of a merge. The story of a run (`run.ts`) decides what is merged into which file and in which order
 * it is told; how many hands work at it is the executor's own affair.
 */
export interface MergeExecutor {
  /**
   * The statistics passes of a unit of several tensors, before any of them is written; those that `from` is the outcome of
   * aren't made again. `onPass` is told what stands after each. Returns the part of the unit's passes that these are, 0 to 1.
   */
  observe(unit: MergeUnit, options: ObserveOptions): Promise<number>;
  /** Merges or copies tensors into a file; `onTensor` is called in their order, each when its bytes have been written. */
  write(file: FileWriter, tensors: readonly TensorTask[], onTensor: (outcome: TensorOutcome) => void): Promise<void>;
  close(): Promise<void>;
}

export interface ObserveOptions {
  readonly from: Observed | undefined;
  readonly onPass: (observed: Observed) => Promise<void>;
}

/** What some statistics passes over a unit of several tensors have decided; plain data. */
export interface Observed {
  readonly passes: number;
  /** The part of all passes, the writing one too, that these are. */
  readonly part: number;
  /** See `SharedPasses`. */
  readonly decided: unknown;
}

/** A tensor to write. */
export interface TensorTask {
  readonly tensor: PlannedTensor;
  /** Its unit and its place there; undefined for a copy. */
  readonly place: UnitPlace | undefined;
  /** Where its bytes begin in the file. */
  readonly position: number;
}

/** What came of a tensor. */
export interface TensorOutcome {
  readonly tensor: PlannedTensor;
  readonly nan: number;
  readonly infinite: number;
  /** Sums of each block, in order; empty for a copy. */
  readonly blocks: readonly BalanceSums[];
  /** Elements of each block but the last, which may be shorter. */
  readonly blockElements: number;
}

/** Told as the work goes on: elements of the output that are done, where a part of a tensor's passes counts as a part of it. */
export type OnElements = (elements: number) => void;
