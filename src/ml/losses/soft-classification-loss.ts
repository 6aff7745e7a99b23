import * as tf from '@tensorflow/tfjs-core';

/** The mean cross-entropy of a batch against shares of classes: logits and targets batch x classes, rows of targets of sum 1. */
export function softClassificationLoss(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1))));
}
