import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/** Cosines and sines of the rotation angles, tokens x 1 x (size of a head / 2) each. */
export interface RotationAngles {
  readonly cosines: tf.Tensor3D;
  readonly sines: tf.Tensor3D;
}

/**
 * The angles of token t and pair i, t theta^(-2i/size), for the first `tokens` tokens.
 * Su et al., "RoFormer: enhanced transformer with rotary position embedding", 2021, eq. 15.
 */
export function rotationAngles(tokens: number, size: number, theta: number): RotationAngles {
  const half = size / 2;
  const cosines = new Float32Array(tokens * half);
  const sines = new Float32Array(tokens * half);
  for (let i = 0; i < half; i++) {
    const frequency = theta ** (-(2 * i) / size);
    for (let t = 0; t < tokens; t++) {
      cosines[t * half + i] = Math.cos(t * frequency);
      sines[t * half + i] = Math.sin(t * frequency);
    }
  }
  return { cosines: tf.tensor3d(cosines, [tokens, 1, half]), sines: tf.tensor3d(sines, [tokens, 1, half]) };
}

/**
 * Rotates each head's pairs by its token's angles. The rows of x are batch x tokens, its columns heads x size; the pairs
 * are element i and element i + size / 2 of a head, as transformers has them. The gradient is the rotation back.
 */
export function rotatePositions(x: tf.Tensor2D, heads: number, angles: RotationAngles): tf.Tensor2D {
  const { cosines, sines } = angles;
  return withGradient([x], () => ({
    value: rotate(x, heads, { cosines, sines, isBack: false }),
    saved: { cosines, sines },
    gradient: (dy, saved) => [rotate(dy, heads, { ...saved, isBack: true })],
  }));
}

function rotate(x: tf.Tensor2D, heads: number, options: RotationAngles & { readonly isBack: boolean }): tf.Tensor2D {
  const { cosines, sines, isBack } = options;
  const [rows, width] = x.shape;
  const [tokens] = cosines.shape;
  const half = width / heads / 2;
  const pairs = tf.reshape(x, [rows / tokens, tokens, heads, 2 * half]);
  const shape: [number, number, number, number] = [rows / tokens, tokens, heads, half];
  const first = tf.slice(pairs, [0, 0, 0, 0], shape);
  const second = tf.slice(pairs, [0, 0, 0, half], shape);
  const [plus, minus] = isBack ? [tf.sub, tf.add] : [tf.add, tf.sub];
  const turned = tf.concat(
    [minus(tf.mul(first, cosines), tf.mul(second, sines)), plus(tf.mul(second, cosines), tf.mul(first, sines))],
    3,
  );
  return tf.reshape(turned, [rows, width]);
}
