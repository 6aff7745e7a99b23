import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/** sqrt(2 / pi) */
const ROOT = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * The Gaussian error linear unit by a hyperbolic tangent: x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), which GPT-2 and
 * gated T5 use. Hendrycks and Gimpel, "Gaussian error linear units", 2016.
 */
export function geluTanh(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient([x], () => {
    const square = tf.square(x);
    const tanh = tf.tanh(tf.mul(x, tf.add(tf.mul(square, ROOT * CUBIC), ROOT)));
    const half = tf.mul(tf.add(tanh, 1), 0.5);
    return {
      value: tf.mul<tf.Tensor2D>(x, half),
      saved: { x, square, half },
      gradient: (dy, saved) => {
        // With h = (1 + tanh u) / 2: y' = h + x (2 h (1 - h)) u', and u' = sqrt(2/pi) (1 + 3 * 0.044715 x^2).
        const inner = tf.add(tf.mul(saved.square, 6 * ROOT * CUBIC), 2 * ROOT);
        const tail = tf.mul(tf.mul(saved.x, inner), tf.sub(1, saved.half));
        return [tf.mul(dy, tf.mul(saved.half, tf.add(tail, 1)))];
      },
    };
  });
}
