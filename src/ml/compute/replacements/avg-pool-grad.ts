import * as tf from '@tensorflow/tfjs-core';
import { avgPoolGradient } from '../kernels/avg-pool-gradient.js';
import { poolSizes } from './pool-sizes.js';
import { tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/**
 * Gradient of a pooling by the mean; WebAssembly and plain JavaScript divide it by the window's size even where padding is
 * part of the window, of which the mean itself is not taken.
 */
export const avgPoolGrad: Replacement = {
  kernelName: tf.AvgPoolGrad,
  make:
    () =>
    ({ inputs, attrs }) => {
      const dy = tensorInput<tf.Rank.R4>(inputs, 'dy');
      const x = tensorInput<tf.Rank.R4>(inputs, 'input');
      const dx = new Float32Array(x.size);
      avgPoolGradient(dy.dataSync<'float32'>(), dx, poolSizes(x.shape, attrs));
      return tf.tensor(dx, x.shape, 'float32');
    },
};
