/** A part of a task's data; selection never sees `test`. */
export type Split = 'validation' | 'test';

/** A base, fine-tunes of it, one for each task, and what any weights between them are worth. */
export interface Study {
  readonly base: Float32Array;
  readonly specialists: readonly Float32Array[];
  /** The mean over tasks of the weights' metric relative to the task's own specialist's, in percent; higher is better. */
  score(weights: Float32Array | Float64Array, split: Split): number;
  dispose(): void;
}
