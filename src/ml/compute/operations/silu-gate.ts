import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * silu(gate) * up with silu(g) = g sigmoid(g), elementwise: the middle of a gated feed-forward layer.
 * Shazeer, "GLU variants improve transformer", 2020.
 */
export function siluGate(gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D {
  return withGradient([gate, up], () => {
    const sigmoid = tf.sigmoid(gate);
    const silu = tf.mul<tf.Tensor2D>(gate, sigmoid);
    return {
      value: tf.mul<tf.Tensor2D>(silu, up),
      saved: { up, sigmoid, silu },
      gradient: (dy, saved) => {
        // silu' = sigmoid + silu (1 - sigmoid) = silu + sigmoid (1 - silu)
        const slope = tf.add(saved.silu, tf.mul(saved.sigmoid, tf.sub(1, saved.silu)));
        return [tf.mul(tf.mul(dy, saved.up), slope), tf.mul(dy, saved.silu)];
      },
    };
  });
}
