import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * The sum over rows of weight x cross-entropy(softmax(logits), label): logits rows x classes, labels int32 and weights one a
 * row; a label of a row with weight 0 may be anything. With smoothing s the target is (1 - s) at the label and s / classes
 * everywhere. The gradient goes to the logits.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  options: { readonly weights: tf.Tensor1D; readonly smoothing?: number },
): tf.Scalar {
  const { weights, smoothing = 0 } = options;
  const classes = logits.shape[1];
  return withGradient([logits], () => {
    const shifted = tf.sub<tf.Tensor2D>(logits, tf.max(logits, 1, true));
    const logProbabilities = tf.sub<tf.Tensor2D>(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    // As integers first: WebAssembly's kernel writes those whatever it is asked for.
    const hit = tf.cast(tf.oneHot(labels, classes, 1, 0, 'int32'), 'float32');
    const target = smoothing === 0 ? hit : tf.add(tf.mul(hit, 1 - smoothing), smoothing / classes);
    const column = tf.reshape(weights, [-1, 1]);
    const weighted = tf.mul(target, column);
    return {
      value: tf.neg(tf.sum<tf.Scalar>(tf.mul(weighted, logProbabilities))),
      saved: { logProbabilities, weighted, column },
      gradient: (dy, saved) => [
        tf.mul(tf.sub(tf.mul(tf.exp(saved.logProbabilities), saved.column), saved.weighted), dy),
      ],
    };
  });
}
