import type * as tf from '@tensorflow/tfjs-core';
import type { Weight } from '../networks/network.js';
import type { StepSizes } from './update-rule.js';

/** Weights that share settings of an optimizer: their own decay, or a factor on the learning rate. */
export interface ParameterGroup {
  readonly weights: readonly Weight[];
  /** Instead of the optimizer's own. */
  readonly weightDecay?: number;
  /** On every movement of these weights, decay included; 1 where absent. What is measured (norms, d) doesn't know it. */
  readonly learningRateFactor?: number;
}

/** What an optimizer keeps between steps, as plain data: a snapshot holds it, and the trajectory goes on to the bit. */
export interface OptimizerState {
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly vectors: Readonly<Record<string, Float32Array>>;
}

/** What a step tells: `effectiveStep` isn't finite when it has diverged (see `Optimizer.step`). */
export interface StepReport extends StepSizes {
  /** Over all weights, before clipping and decay. */
  readonly gradientNorm: number;
}

/** Changes weights by their gradients, in one fused update a step. Owns its state; the weights stay their network's. */
export interface Optimizer {
  /** Steps made so far. */
  readonly stepCount: number;
  /**
   * One step from the gradients by weight name (in the layout of the variables; not disposed here); a weight without one
   * has a gradient of zero. `scheduled` is the schedule's factor on the learning rate, 1 without one. Gradients longer
   * than `clipNorm`, over all weights together, are shortened to it.
   *
   * Where a gradient or a new weight isn't finite, or squares of gradients leave the range of 32 bits, `effectiveStep`
   * is NaN and the network's weights stay those from before the step: the run has diverged, and the optimizer is of no
   * more use.
   */
  step(gradients: ReadonlyMap<string, tf.Tensor>, scheduled: number, clipNorm?: number): StepReport;
  /**
   * How large gradients are as a method sees them whose step grows with their size (AdamG: the power mean of order 2q
   * over the weights); undefined for all others, and before there was any. Takes a look at every weight.
   */
  gradientSize(): number | undefined;
  /**
   * Puts the weights that are to be evaluated in place (an average, schedule-free's x), runs, and puts the trained ones
   * back, also after an error; for most optimizers just runs.
   */
  evaluating<Result>(run: () => Promise<Result>): Promise<Result>;
  /** A copy of the state. The weights aren't part of it. */
  save(): Promise<OptimizerState>;
  /** Goes on from a state, once the weights are those of that moment. RangeError where it is another optimizer's. */
  load(state: OptimizerState): void;
}
