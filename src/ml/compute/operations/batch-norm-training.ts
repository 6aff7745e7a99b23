import * as tf from '@tensorflow/tfjs-core';
import { fusedBatchNorm } from '../native/fused-batch-norm.js';
import { withGradient } from './with-gradient.js';

export interface BatchNormParameters {
  readonly scale: tf.Tensor1D;
  readonly offset: tf.Tensor1D;
  readonly epsilon: number;
}

/** A normalised batch and the statistics that moving averages take in; the gradient goes through `y` alone. */
export interface NormalisedBatch<Value extends tf.Tensor> {
  readonly y: Value;
  /** Channels. */
  readonly mean: tf.Tensor1D;
  /** Channels; divided by one less than the number of values, as torch keeps it. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalisation by the batch's own statistics, over all axes but the last: batch x channels or
 * batch x height x width x channels. y = scale (x - mean) / sqrt(biased variance + epsilon) + offset, as one operation with
 * a gradient for x, scale and offset. Ioffe and Szegedy, "Batch normalization", 2015, algorithm 1.
 */
export function batchNormTraining<Value extends tf.Tensor2D | tf.Tensor4D>(
  x: Value,
  parameters: BatchNormParameters,
): NormalisedBatch<Value> {
  const channels = x.shape[x.rank - 1] ?? 0;
  const images: tf.Tensor4D = x.rank === 4 ? (x as tf.Tensor4D) : tf.reshape(x, [-1, 1, 1, channels]);
  const { y, mean, variance } = fusedBatchNorm(images, parameters) ?? composedBatchNorm(images, parameters);
  return { y: (x.rank === 4 ? y : tf.reshape(y, x.shape)) as Value, mean, variance };
}

function composedBatchNorm(x: tf.Tensor4D, parameters: BatchNormParameters): NormalisedBatch<tf.Tensor4D> {
  const { scale, offset, epsilon } = parameters;
  const axes = [0, 1, 2];
  const count = x.size / Math.max(1, x.shape[3]);
  const mean = tf.mean<tf.Tensor1D>(x, axes);
  const biased = tf.mean<tf.Tensor1D>(tf.square(tf.sub(x, mean)), axes);
  const y = withGradient([x, scale, offset], () => ({
    value: tf.batchNorm(x, mean, biased, offset, scale, epsilon),
    saved: { x, scale, mean, biased },
    gradient: (dy, saved) => {
      const normal = tf.batchNorm(saved.x, saved.mean, saved.biased, undefined, undefined, epsilon);
      const toScale = tf.sum(tf.mul(dy, normal), axes);
      const toOffset = tf.sum(dy, axes);
      // dx = scale / sqrt(variance + epsilon) (dy - mean of dy - normal x mean of dy normal)
      const level = tf.add(tf.mul(normal, tf.div(toScale, count)), tf.div(toOffset, count));
      const slope = tf.mul(saved.scale, tf.rsqrt(tf.add(saved.biased, epsilon)));
      return [tf.mul(tf.sub(dy, level), slope), toScale, toOffset];
    },
  }));
  return { y, mean, variance: tf.mul(biased, count / Math.max(1, count - 1)) };
}
