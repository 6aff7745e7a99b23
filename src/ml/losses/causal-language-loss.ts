import * as tf from '@tensorflow/tfjs-core';
import { weightedMeanLoss } from './weighted-mean-loss.js';

/**
 * The mean of -log p(token t + 1) over all pairs of neighbours that both count, over the whole batch (not a mean of means).
 * Logits batch x tokens x vocabulary; ids and mask (1 = counts) int32, batch x tokens. 0 where no pair counts.
 */
export function causalLanguageLoss(
  logits: tf.Tensor3D,
  ids: tf.Tensor2D,
  options: { readonly mask: tf.Tensor2D; readonly smoothing?: number },
): tf.Scalar {
  const { mask, smoothing } = options;
  return tf.tidy(() =>
    weightedMeanLoss(logits, nextInRow(ids), {
      // The last column has nothing to tell, and weight 0; cutting it off would copy the logits.
      weights: tf.mul(mask, nextInRow(mask)),
      smoothing,
    }),
  );
}

/** Each row moved one column to the left, with 0 at its end. */
function nextInRow(rows: tf.Tensor2D): tf.Tensor2D {
  const [batch, tokens] = rows.shape;
  return tf.pad2d(tf.slice(rows, [0, 1], [batch, tokens - 1]), [
    [0, 0],
    [0, 1],
  ]);
}
