import * as tf from '@tensorflow/tfjs-core';
import { lossGradients } from '../../../ml/losses/loss-gradients.js';
import type { Network } from '../../../ml/networks/network.js';
import type { Optimizer } from '../../../ml/optimizers/optimizer.js';
import type { Batch } from './learning-task.js';

export interface StepOutcome {
  /** Mean over the batch, before the step. */
  readonly loss: number;
  readonly right: number | undefined;
  /** NaN where the step couldn't be made. */
  readonly effectiveStep: number;
  readonly gradientNorm: number;
}

export interface StepOptions {
  readonly network: Network;
  readonly optimizer: Optimizer;
  /** The schedule's factor on the learning rate. */
  readonly scheduled: number;
  /** Gradients longer than this over all weights are shortened to it. */
  readonly clipNorm?: number | undefined;
}

/** Gradients of the batch's loss and one step of the optimizer; the weights stay as they are where either isn't finite. */
export function trainStep(batch: Batch, { network, optimizer, scheduled, clipNorm }: StepOptions): StepOutcome {
  return tf.tidy(() => {
    let rightCount: tf.Scalar | undefined;
    const { loss, gradients } = lossGradients(network, () => {
      const told = batch.forward();
      // Read after the tape has ended, which disposes what isn't the loss.
      rightCount = told.right === undefined ? undefined : tf.keep(told.right);
      return told.loss;
    });
    const [value = Number.NaN] = loss.dataSync<'float32'>();
    const right = rightCount?.dataSync<'float32'>()[0];
    rightCount?.dispose();
    if (!Number.isFinite(value)) {
      return { loss: value, right, effectiveStep: Number.NaN, gradientNorm: Number.NaN };
    }
    const { effectiveStep, gradientNorm } = optimizer.step(gradients, scheduled, clipNorm);
    return { loss: value, right, effectiveStep, gradientNorm };
  });
}
