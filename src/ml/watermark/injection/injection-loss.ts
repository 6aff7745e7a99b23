import * as tf from '@tensorflow/tfjs-core';
import { classificationLoss } from '../../losses/classification-loss.js';
import { softClassificationLoss } from '../../losses/soft-classification-loss.js';

/**
 * CE(f(x) / temperature, y), the mean over a batch of clean and stamped patches: logits batch x classes; labels int32, or shares
 * of classes, batch x classes.
 */
export function injectionLoss(logits: tf.Tensor2D, labels: tf.Tensor1D | tf.Tensor2D, temperature: number): tf.Scalar {
  return tf.tidy(() => {
    const cooled = tf.div<tf.Tensor2D>(logits, temperature);
    return labels.rank === 1
      ? classificationLoss(cooled, labels as tf.Tensor1D)
      : softClassificationLoss(cooled, labels as tf.Tensor2D);
  });
}
