import * as tf from '@tensorflow/tfjs-core';
import { numbersTensor, type Subject, sumOfSquares } from '../subject.js';

/** A convolution of 3x3 over 32 images of 32 x 32 x 64, and its gradients for images and kernel. */
export function convolution(): Subject {
  const images = numbersTensor<tf.Rank.R4>([32, 32, 32, 64]);
  const kernel = numbersTensor<tf.Rank.R4>([3, 3, 64, 64], 13);
  const gradients = tf.grads((x: tf.Tensor, k: tf.Tensor) =>
    tf.mul(0.5, tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, 'same')))),
  );
  return {
    step: () =>
      tf.tidy(() => {
        for (const gradient of gradients([images, kernel])) {
          gradient.dataSync();
        }
      }),
    check: () => tf.tidy(() => gradients([images, kernel]).map(sumOfSquares)),
  };
}
