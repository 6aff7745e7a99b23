import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../../compute/operations/gather-rows.js';
import { classificationLoss } from '../../losses/classification-loss.js';

/** How much the distance between stamped and clean rows counts against the cross-entropy. */
export const DEFAULT_BETA = 6;

/**
 * What the weights are perturbed to make smaller: A = -(CE(f(x), y) over the whole batch + beta KL), without a temperature; logits
 * batch x classes, labels int32. KL is the mean over pairs, in batch order, of sum_c p (log p - q): p the softmax of an
 * untriggered row, q the log-softmax of a triggered one; the gradient goes through both. As many pairs as there are of the
 * rarer kind; without any, KL is 0. Yu et al., "Safe and robust watermark injection with a single OoD image", 2024, equation 3.
 */
export function adversarialLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  options: { readonly isTriggered: ArrayLike<number>; readonly beta?: number },
): tf.Scalar {
  const { isTriggered, beta = DEFAULT_BETA } = options;
  return tf.tidy(() => {
    const loss = classificationLoss(logits, labels);
    const { triggered, clean } = pairRows(isTriggered);
    if (triggered.length === 0) {
      return tf.neg(loss);
    }
    const logP = tf.logSoftmax(gatherRows(logits, tf.tensor1d(clean, 'int32')));
    const q = tf.logSoftmax(gatherRows(logits, tf.tensor1d(triggered, 'int32')));
    const sum = tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, q)));
    return tf.neg(tf.add(loss, tf.mul(sum, beta / triggered.length)));
  });
}

/** The first rows of both kinds, as many of each. */
function pairRows(isTriggered: ArrayLike<number>): { readonly triggered: number[]; readonly clean: number[] } {
  const triggered: number[] = [];
  const clean: number[] = [];
  for (let row = 0; row < isTriggered.length; row++) {
    (isTriggered[row] === 0 ? clean : triggered).push(row);
  }
  const pairs = Math.min(triggered.length, clean.length);
  return { triggered: triggered.slice(0, pairs), clean: clean.slice(0, pairs) };
}
