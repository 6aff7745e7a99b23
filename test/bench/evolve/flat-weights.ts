import * as tf from '@tensorflow/tfjs-core';
import type { Weight } from '../../../src/ml/networks/network.js';

/** The values of weights, one after the other in their order, each in the layout of its variable. */
export function readFlat(weights: readonly Weight[]): Float32Array {
  const flat = new Float32Array(weights.reduce((sum, { variable }) => sum + variable.size, 0));
  let start = 0;
  for (const { variable } of weights) {
    flat.set(variable.dataSync<'float32'>(), start);
    start += variable.size;
  }
  return flat;
}

/** Puts such values back, rounded to float32. */
export function writeFlat(weights: readonly Weight[], flat: Float32Array | Float64Array): void {
  let start = 0;
  for (const { variable } of weights) {
    const values = Float32Array.from(flat.subarray(start, start + variable.size));
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape, 'float32'));
    });
    start += variable.size;
  }
}
