import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * Layer normalisation of each row: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, with the biased variance.
 * x rows x features, gamma and beta features. Ba et al., "Layer normalization", 2016.
 */
export function layerNorm(
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  options: { readonly beta: tf.Tensor1D; readonly epsilon: number },
): tf.Tensor2D {
  const { beta, epsilon } = options;
  return withGradient([x, gamma, beta], () => {
    const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, 1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
    const normal = tf.mul<tf.Tensor2D>(centred, scale);
    return {
      value: tf.add<tf.Tensor2D>(tf.mul(normal, gamma), beta),
      saved: { normal, scale, gamma },
      gradient: (dy, saved) => {
        const product = tf.mul(dy, saved.normal);
        const weighted = tf.mul(dy, saved.gamma);
        const meanOfWeighted = tf.mean(weighted, 1, true);
        const projection = tf.mul(saved.normal, tf.mean(tf.mul(product, saved.gamma), 1, true));
        return [
          tf.mul(tf.sub(tf.sub(weighted, meanOfWeighted), projection), saved.scale),
          tf.sum(product, 0),
          tf.sum(dy, 0),
        ];
      },
    };
  });
}
