import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../../ml/optimizers/optimizer.js';
import type { Network } from '../../../ml/networks/network.js';
import type { Batch } from './learning-task.js';

export interface StepOutcome {
  /** Mean over the batch, before the step. */
  readonly loss: number;
  readonly right: number | undefined;
  readonly effectiveStep: number;
  /** Over all weights, before clipping. */
  readonly gradientNorm: number | undefined;
}

export interface StepOptions {
  /** The schedule's factor on the learning rate. */
  readonly scheduled: number;
  /** Gradients longer than this over all weights are shortened to it. */
  readonly clipNorm?: number;
}

/**
 * Gradients of the batch's loss and one step of the optimizer. A loss that isn't finite is returned without a step: the
 * weights are then as they were.
 */
export function trainStep(
  network: Network,
  batch: Batch,
  optimizer: Optimizer,
  { scheduled, clipNorm }: StepOptions,
): StepOutcome {
  const trained = network.weights.filter(({ isTrainable }) => isTrainable);
  return tf.tidy(() => {
    let right: tf.Scalar | undefined;
    const { value, grads } = tf.variableGrads(
      () => {
        const told = batch.forward();
        right = told.right === undefined ? undefined : tf.keep(told.right);
        return told.loss;
      },
      trained.map(({ variable }) => variable),
    );
    const [loss = NaN] = value.dataSync<'float32'>();
    const rightCount = right?.dataSync<'float32'>()[0];
    right?.dispose();
    if (!Number.isFinite(loss)) {
      return { loss, right: rightCount, effectiveStep: 0, gradientNorm: undefined };
    }
    const gradients = new Map(
      trained.flatMap(({ name, variable }) => {
        const gradient = grads[variable.name];
        return gradient === undefined ? [] : [[name, gradient] as const];
      }),
    );
    const { norm, clipped } =
      clipNorm === undefined ? { norm: undefined, clipped: gradients } : clip(gradients, clipNorm);
    const { effectiveStep } = optimizer.step(clipped, scheduled);
    return { loss, right: rightCount, effectiveStep, gradientNorm: norm };
  });
}

function clip(
  gradients: ReadonlyMap<string, tf.Tensor>,
  most: number,
): { readonly norm: number; readonly clipped: ReadonlyMap<string, tf.Tensor> } {
  const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
  const norm = Math.sqrt(tf.addN(squares).dataSync<'float32'>()[0] ?? 0);
  if (!(norm > most)) {
    return { norm, clipped: gradients };
  }
  const factor = tf.scalar(most / norm);
  return { norm, clipped: new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)])) };
}
