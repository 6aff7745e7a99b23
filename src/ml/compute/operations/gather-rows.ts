import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * The rows of a table by their numbers (int32): table rows x features, numbers n, result n x features. The gradient adds
 * up what goes to the same row; it needs no kernel that a backend lacks, unlike tfjs's own.
 */
export function gatherRows(table: tf.Tensor2D, numbers: tf.Tensor1D): tf.Tensor2D {
  const { shape } = table;
  return withGradient([table], () => ({
    value: tf.gather(table, numbers),
    saved: { numbers },
    gradient: (dy, saved) => [tf.scatterND(tf.expandDims(saved.numbers, 1), dy, shape)],
  }));
}
