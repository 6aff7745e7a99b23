import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * Root mean square normalisation of each row: y = gamma x / sqrt(mean(x^2) + epsilon). x rows x features, gamma features.
 * Zhang and Sennrich, "Root mean square layer normalization", 2019.
 */
export function rmsNorm(x: tf.Tensor2D, gamma: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  return withGradient([x, gamma], () => {
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), epsilon));
    const normal = tf.mul<tf.Tensor2D>(x, scale);
    return {
      value: tf.mul<tf.Tensor2D>(normal, gamma),
      saved: { normal, scale, gamma },
      gradient: (dy, saved) => {
        const product = tf.mul(dy, saved.normal);
        const weighted = tf.mul(dy, saved.gamma);
        const projection = tf.mul(saved.normal, tf.mean(tf.mul(product, saved.gamma), 1, true));
        return [tf.mul(tf.sub(weighted, projection), saved.scale), tf.sum(product, 0)];
      },
    };
  });
}
