import type * as tf from '@tensorflow/tfjs-core';
import type { Weight } from '../networks/network.js';

/** Weights that share settings of an optimizer: their own decay, or a factor on the learning rate. */
export interface ParameterGroup {
  readonly weights: readonly Weight[];
  /** Instead of the optimizer's own. */
  readonly weightDecay?: number;
  /** On the learning rate of every step; 1 where absent. */
  readonly learningRateFactor?: number;
}

/** What an optimizer keeps between steps, as plain data: a snapshot holds it, and the trajectory goes on to the bit. */
export interface OptimizerState {
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly vectors: Readonly<Record<string, Float32Array>>;
}

/** Changes weights by their gradients, in one fused update a step. Owns its state; the weights stay their network's. */
export interface Optimizer {
  /** Steps made so far. */
  readonly stepCount: number;
  /**
   * One step from the gradients by weight name (in the layout of the variables; not disposed here). `scheduled` is the
   * schedule's factor on the learning rate, 1 without one. Returns what a curve shows: the effective step size.
   */
  step(gradients: ReadonlyMap<string, tf.Tensor>, scheduled: number): { readonly effectiveStep: number };
  /**
   * Puts the weights that are to be evaluated in place (an average, schedule-free's x), runs, and puts the trained ones
   * back; for most optimizers just runs.
   */
  evaluating<Result>(run: () => Promise<Result>): Promise<Result>;
  save(): Promise<OptimizerState>;
  load(state: OptimizerState): void;
  dispose(): void;
}
