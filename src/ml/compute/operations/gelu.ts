import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/** The Gaussian error linear unit x Phi(x), with the normal distribution's own Phi. Hendrycks and Gimpel, 2016. */
export function gelu<Value extends tf.Tensor>(x: Value): Value {
  return withGradient([x], () => {
    const cumulative = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
    return {
      value: tf.mul<Value>(x, cumulative),
      saved: { x, cumulative },
      gradient: (dy, saved) => {
        // y' = Phi(x) + x phi(x)
        const density = tf.mul(tf.exp(tf.mul(tf.square(saved.x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return [tf.mul(dy, tf.add(saved.cumulative, tf.mul(saved.x, density)))];
      },
    };
  });
}
