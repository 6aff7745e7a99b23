import * as tf from '@tensorflow/tfjs-core';
import { weightedMeanLoss } from './weighted-mean-loss.js';

/** The mean cross-entropy of a batch: logits batch x classes, labels int32. With smoothing, part of the target is spread. */
export function classificationLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  options: { readonly smoothing?: number } = {},
): tf.Scalar {
  return tf.tidy(() => weightedMeanLoss(logits, labels, { weights: tf.onesLike(labels), ...options }));
}
