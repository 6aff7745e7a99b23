import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

export interface AttentionOptions {
  /** Sequences; the rows of queries are batch x query tokens, those of keys and values batch x key tokens. */
  readonly batch: number;
  readonly heads: number;
  /** Heads of keys and values, of which each serves heads / keyValueHeads consecutive query heads. */
  readonly keyValueHeads: number;
  /** On the scores: 1 / sqrt(size of a head) in most networks, 1 in T5. */
  readonly scale: number;
  /** Added to the scores: 0 where a key is seen, a large negative number where not; (batch or 1) x 1 x (queries or 1) x keys. */
  readonly mask: tf.Tensor4D;
  /** Added to the scores, with a gradient: 1 x heads x queries x keys. */
  readonly positionBias?: tf.Tensor4D;
  /** The shares are multiplied with it after the softmax, element by element: batch x heads x queries x keys. */
  readonly kept?: tf.Tensor4D | undefined;
}

/**
 * softmax(scale q k^T + bias + mask) v for every head, as one operation with its gradient. The heads lie one after the
 * other in the columns of q (heads x size), k and v (keyValueHeads x size); the result has the shape of q.
 * Vaswani et al., "Attention is all you need", 2017, eq. 1; with shared keys Ainslie et al., "GQA", 2023.
 */
export function attention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  options: AttentionOptions & { readonly v: tf.Tensor2D },
): tf.Tensor2D {
  const { v, batch, heads, keyValueHeads, scale, mask, positionBias, kept } = options;
  const size = q.shape[1] / heads;
  const queries = q.shape[0] / batch;
  const keys = k.shape[0] / batch;
  // Queries that share keys are stacked, so that keys and values are never repeated.
  const stacked: [number, number, number, number] = [batch, keyValueHeads, (heads / keyValueHeads) * queries, size];
  const byHead: [number, number, number, number] = [batch, heads, queries, keys];
  const byGroup: [number, number, number, number] = [batch, keyValueHeads, (heads / keyValueHeads) * queries, keys];

  const splitQueries = (rows: tf.Tensor2D): tf.Tensor4D => tf.reshape(splitHeads(rows, batch, heads), stacked);
  const joinQueries = (split: tf.Tensor4D): tf.Tensor2D => joinHeads(tf.reshape(split, [batch, heads, queries, size]));

  const inputs = positionBias === undefined ? [q, k, v] : [q, k, v, positionBias];
  return withGradient(inputs, () => {
    const query = splitQueries(scale === 1 ? q : tf.mul(q, scale));
    const key = splitHeads(k, batch, keyValueHeads);
    const value = splitHeads(v, batch, keyValueHeads);
    const scores = tf.reshape(tf.matMul(query, key, false, true), byHead);
    const bias = positionBias === undefined ? mask : tf.add(positionBias, mask);
    const shares = tf.reshape(tf.softmax(tf.add(scores, bias)), byGroup);
    const factors = kept === undefined ? undefined : tf.reshape(kept, byGroup);
    const used = factors === undefined ? shares : tf.mul(shares, factors);
    const mixed = tf.matMul<tf.Tensor4D>(used, value);
    return {
      value: joinQueries(mixed),
      saved: { query, key, value, shares, mixed, ...(factors === undefined ? {} : { used, factors }) },
      gradient: (dy, saved) => {
        const dMixed = splitQueries(dy);
        const dUsed = tf.matMul(dMixed, saved.value, false, true);
        const dShares = saved.factors === undefined ? dUsed : tf.mul(dUsed, saved.factors);
        // The softmax's own sum over keys equals this one over the head, which is shorter.
        const level = tf.sum(tf.mul(dMixed, saved.mixed), 3, true);
        const dScores = tf.mul<tf.Tensor4D>(saved.shares, tf.sub(dShares, level));
        const dQuery = joinQueries(tf.matMul(dScores, saved.key));
        return [
          scale === 1 ? dQuery : tf.mul(dQuery, scale),
          joinHeads(tf.matMul(dScores, saved.query, true, false)),
          joinHeads(tf.matMul(saved.used ?? saved.shares, dMixed, true, false)),
          ...(positionBias === undefined ? [] : [tf.sum(tf.reshape(dScores, byHead), 0, true)]),
        ];
      },
    };
  });
}

/** (batch x tokens) x (heads x size) to batch x heads x tokens x size. */
function splitHeads(rows: tf.Tensor2D, batch: number, heads: number): tf.Tensor4D {
  const [count, width] = rows.shape;
  return tf.transpose(tf.reshape(rows, [batch, count / batch, heads, width / heads]), [0, 2, 1, 3]);
}

/** Undoes `splitHeads`. */
function joinHeads(split: tf.Tensor4D): tf.Tensor2D {
  const [batch, heads, tokens, size] = split.shape;
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [batch * tokens, heads * size]);
}
