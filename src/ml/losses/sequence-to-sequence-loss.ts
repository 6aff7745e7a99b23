import * as tf from '@tensorflow/tfjs-core';
import { weightedMeanLoss } from './weighted-mean-loss.js';

/** Labels that don't count, as transformers marks them. */
export const IGNORED_LABEL = -100;

/**
 * The mean cross-entropy of a decoder's outputs over the labels that count: logits batch x tokens x vocabulary, labels int32,
 * batch x tokens, -100 left out. 0 where none counts.
 */
export function sequenceToSequenceLoss(
  logits: tf.Tensor3D,
  labels: tf.Tensor2D,
  options: { readonly smoothing?: number } = {},
): tf.Scalar {
  return tf.tidy(() => {
    const counts = tf.cast(tf.notEqual(labels, tf.scalar(IGNORED_LABEL, 'int32')), 'int32');
    return weightedMeanLoss(logits, tf.mul(labels, counts), { weights: counts, ...options });
  });
}

/** What a decoder is fed to give the labels: the start token, then the labels without the last; ignored ones as padding. */
export function decoderInputs(labels: tf.Tensor2D, startToken: number, padding: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, tokens] = labels.shape;
    const counts = tf.cast(tf.notEqual(labels, tf.scalar(IGNORED_LABEL, 'int32')), 'int32');
    const fill = tf.mul(tf.sub(tf.scalar(1, 'int32'), counts), tf.scalar(padding, 'int32'));
    const filled: tf.Tensor2D = tf.add(tf.mul(labels, counts), fill);
    const start = tf.fill<tf.Rank.R2>([batch, 1], startToken, 'int32');
    return tf.concat([start, tf.slice(filled, [0, 0], [batch, tokens - 1])], 1);
  });
}
