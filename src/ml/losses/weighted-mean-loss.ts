import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from '../compute/operations/cross-entropy.js';

/**
 * Cross-entropy, averaged with weights (0 or more, any type) over everything but the last axis of the logits. Where all
 * weights are 0, so is the loss.
 */
export function weightedMeanLoss(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options: { readonly weights: tf.Tensor; readonly smoothing?: number | undefined },
): tf.Scalar {
  const { weights, smoothing } = options;
  const classes = logits.shape.at(-1) ?? 0;
  const column = tf.cast(tf.reshape<tf.Rank.R1>(weights, [-1]), 'float32');
  const shares = tf.div<tf.Tensor1D>(column, tf.maximum(tf.sum(column), 1e-30));
  return crossEntropy(tf.reshape(logits, [-1, classes]), tf.reshape(labels, [-1]), {
    weights: shares,
    ...(smoothing === undefined ? {} : { smoothing }),
  });
}
