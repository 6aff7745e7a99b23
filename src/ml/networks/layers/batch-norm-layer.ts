import * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining } from '../../compute/operations/batch-norm-training.js';
import type { ForwardMode } from '../network.js';
import type { WeightBuilder } from '../weight-builder.js';

/** Torch's. */
const EPSILON = 1e-5;
/** What the running statistics take of a batch's. */
const MOMENTUM = 0.1;

/** Batch x height x width x channels to the same, with the batch's statistics in training and the running ones after. */
export type BatchNormLayer = (images: tf.Tensor4D, mode: ForwardMode) => tf.Tensor4D;

export interface BatchNormOptions {
  readonly channels: number;
  /** What gamma begins with; 1 where absent. */
  readonly gamma?: number;
  /** What beta begins with; 0 where absent. */
  readonly beta?: number;
  /** How often every image of a batch counts in the running variance, which is unbiased; 1 where absent. */
  readonly repeats?: number;
}

/** Batch normalisation with `<name>.weight`, `.bias`, `.running_mean` and `.running_var`, as torch's BatchNorm2d. */
export function batchNormLayer(builder: WeightBuilder, name: string, options: BatchNormOptions): BatchNormLayer {
  const { channels, gamma = 1, beta = 0, repeats = 1 } = options;
  const add = (part: string, value: number, isTrainable: boolean) =>
    builder.add<tf.Rank.R1>(`${name}.${part}`, [channels], {
      initialisation: { type: 'constant', value },
      isTrainable,
    }).variable;
  const scale = add('weight', gamma, true);
  const offset = add('bias', beta, true);
  const runningMean = add('running_mean', 0, false);
  const runningVariance = add('running_var', 1, false);
  return (images, { isTraining }) => {
    if (!isTraining) {
      // An affine map of each channel: two operations, and as few for its gradient.
      const factor = tf.mul(scale, tf.rsqrt(tf.add(runningVariance, EPSILON)));
      return tf.add(tf.mul(images, factor), tf.sub(offset, tf.mul(runningMean, factor)));
    }
    const { y, mean, variance } = batchNormTraining(images, { scale, offset, epsilon: EPSILON });
    move(runningMean, mean);
    move(runningVariance, repeats === 1 ? variance : tf.mul(variance, repeatedVariance(images, repeats)));
    return y;
  };
}

/** What an unbiased variance is multiplied with when every value counts several times. */
function repeatedVariance(images: tf.Tensor4D, repeats: number): number {
  const count = images.size / images.shape[3];
  return count === 1 ? 1 : ((count - 1) * repeats) / (count * repeats - 1);
}

function move(running: tf.Variable<tf.Rank.R1>, batch: tf.Tensor1D): void {
  tf.tidy(() => {
    running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(batch, MOMENTUM)));
  });
}
