import type { Immutable } from '../base/immutable.js';
import type { CommonKeys } from './common-schema.js';

/** A plain value that a matrix gives a key. */
export type MatrixValue = string | number | boolean | null;

/** One job, read from its file and validated: all of it plain data, so that it can cross to a worker. */
export interface Experiment {
  readonly kind: string;
  /** As the file gives it, else the file's name without its ending. `slugOf` makes folder names of it. */
  readonly name: string;
  readonly description?: string;
  /** As the file gives it, else 0: a run is the same every time unless its author says otherwise. */
  readonly seed: number;
  /** Relative to `folder` or absolute; may still hold `{run}`, the id of the run to come. Absent: the run's artifacts. */
  readonly output?: string;
  readonly overwrite: boolean;
  readonly tags: readonly string[];
  readonly resources: Immutable<CommonKeys['resources']>;
  readonly digest: CommonKeys['digest'];
  /** The file's matrix before `expandMatrix`, by dotted path. */
  readonly matrix?: Readonly<Record<string, readonly MatrixValue[]>>;
  /** In a run of a matrix: the values that it was given, by dotted path. */
  readonly matrixValues?: Readonly<Record<string, MatrixValue>>;
  /** Which of the engine's jobs; absent where it has only one. */
  readonly action?: string;
  /** What carries its run, where its kind leaves that to the spec. */
  readonly carrier?: 'thread' | 'child';
  /** Threads that one operation on tensors may use, where the kind says it and not `resources`. */
  readonly operationThreads?: number;
  /** The keys of the kind, as its schema accepts them, defaults filled in; with a matrix, those of its first run. */
  readonly spec: unknown;
  /** The text that describes exactly this experiment: the file, or what `expandMatrix` made of it. */
  readonly source: string;
  /** The file that it came from (absolute), and its folder, from which relative paths start. */
  readonly file: string;
  readonly folder: string;
}
