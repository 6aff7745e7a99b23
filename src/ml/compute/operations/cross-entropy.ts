import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * The sum over rows of weight x cross-entropy(softmax(logits), label): logits rows x classes, labels (int32, all of them
 * classes) and weights one a row. With smoothing s the target is (1 - s) at the label and s / classes everywhere. The
 * gradient goes to the logits. Nothing but it and the shifted logits is as large as the logits: vocabularies are.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  options: { readonly weights: tf.Tensor1D; readonly smoothing?: number },
): tf.Scalar {
  const { weights, smoothing = 0 } = options;
  const [rows, classes] = logits.shape;
  return withGradient([logits], () => {
    const shifted = tf.sub<tf.Tensor2D>(logits, tf.max(logits, 1, true));
    const norms = tf.log(tf.sum(tf.exp(shifted), 1));
    const places = tf.stack([tf.range(0, rows, 1, 'int32'), labels], 1) as tf.Tensor2D;
    const hits = tf.gatherND(shifted, places);
    const wanted = smoothing === 0 ? hits : tf.add(tf.mul(hits, 1 - smoothing), tf.mul(tf.mean(shifted, 1), smoothing));
    return {
      value: tf.sum<tf.Scalar>(tf.mul(weights, tf.sub(norms, wanted))),
      saved: { shifted, norms, places, weights },
      gradient: (dy, saved) => {
        const given = tf.mul(saved.weights, dy);
        const column = tf.expandDims(given, 1);
        const probabilities = tf.exp(tf.sub(saved.shifted, tf.expandDims(saved.norms, 1)));
        const target = tf.scatterND(saved.places, tf.mul(given, 1 - smoothing), [rows, classes]);
        const difference = tf.sub(tf.mul(probabilities, column), target);
        return [smoothing === 0 ? difference : tf.sub(difference, tf.mul(column, smoothing / classes))];
      },
    };
  });
}
