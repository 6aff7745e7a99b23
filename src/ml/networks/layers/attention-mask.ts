import * as tf from '@tensorflow/tfjs-core';

/** Added to the score of a key that isn't seen. Finite: a query that sees no key at all must not become NaN. */
const HIDDEN = -1e9;

/** What hides padding: mask (1 = counts) batch x keys to batch x 1 x 1 x keys, to be added to scores. */
export function paddingMask(mask: tf.Tensor2D): tf.Tensor4D {
  const [batch, keys] = mask.shape;
  return tf.tidy(() => tf.reshape(tf.mul(tf.sub(1, tf.cast(mask, 'float32')), HIDDEN), [batch, 1, 1, keys]));
}

/** What hides later tokens from earlier ones: 1 x 1 x tokens x tokens, to be added to scores. */
export function causalMask(tokens: number): tf.Tensor4D {
  const values = new Float32Array(tokens * tokens);
  for (let query = 0; query < tokens; query++) {
    values.fill(HIDDEN, query * tokens + query + 1, (query + 1) * tokens);
  }
  return tf.tensor4d(values, [1, 1, tokens, tokens]);
}
