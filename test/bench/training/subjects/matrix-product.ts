import * as tf from '@tensorflow/tfjs-core';
import { numbersTensor, type Subject, sumOfSquares } from '../subject.js';

/** A product of two matrices of 1024 x 1024. */
export function matrixProduct(): Subject {
  const a = numbersTensor<tf.Rank.R2>([1024, 1024]);
  const b = numbersTensor<tf.Rank.R2>([1024, 1024], 13);
  return {
    step: () =>
      tf.tidy(() => {
        tf.matMul(a, b).dataSync();
      }),
    check: () => tf.tidy(() => [sumOfSquares(tf.matMul(a, b))]),
  };
}
