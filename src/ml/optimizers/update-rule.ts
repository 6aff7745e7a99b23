import type { Vector } from './kernels/vector.js';
import type { VectorMemory } from './vector-memory.js';

/** One tensor's stretch of the flat weights, with the settings of its group. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly weightDecay: number;
  /** Multiplies every movement of these weights, decay included, and nothing that is measured. */
  readonly rateFactor: number;
}

/** The weights that a rule starts from, all tensors one after the other. */
export interface StartingPoint {
  readonly weights: Vector;
  readonly parts: readonly Part[];
  /** Where the weights lie, and the rule's vectors. */
  readonly memory: VectorMemory;
}

/** What one step works on; vectors are as long as the starting point's weights. */
export interface StepInput {
  /** Changed in place. */
  readonly weights: Vector;
  /** Of no more use after the step: decay and step sizes may have been put in. */
  readonly gradient: Vector;
  /** k = 1, 2, … */
  readonly step: number;
  /** The schedule's factor on the learning rate. */
  readonly scheduled: number;
}

/** What a step tells of itself. */
export interface StepSizes {
  /** What multiplies the direction of the step, before a group's factor. */
  readonly effectiveStep: number;
  /** What a parameter-free method has measured: DoG's distance, DoWG's squared distance, d of D-Adapt and Prodigy. */
  readonly adapted?: number;
}

/**
 * An optimizer's arithmetic on flat vectors: what it becomes in a step is a function of its scalars, its vectors and the
 * step's input alone. Written once for 64 bits (the reference) and 32 (training); scalars always have 64.
 */
export interface UpdateRule {
  /** Read and written in place, also by whoever restores a state; the keys never change. */
  readonly scalars: Record<string, number>;
  readonly vectors: Readonly<Record<string, Vector>>;
  step(input: StepInput): StepSizes;
  /**
   * For a method whose step grows with the size of gradients, after step k: how large they are as it sees them, or
   * undefined where there was none. Takes a look at every weight.
   */
  gradientSize?(step: number): number | undefined;
  /** The vector to evaluate instead of the weights: an average of them. */
  readonly evaluated?: Vector;
}

/**
 * What a 64-bit scalar becomes where it meets a vector of the precision of `like`. Rounding here, once, is what other
 * implementations do: a beta2 of .999 and its float differ enough to be seen in the fiftieth step.
 */
export function roundingOf(like: Vector): (scalar: number) => number {
  return like instanceof Float32Array ? Math.fround : (scalar) => scalar;
}
