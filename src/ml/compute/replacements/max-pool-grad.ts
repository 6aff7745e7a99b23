import * as tf from '@tensorflow/tfjs-core';
import { maxPoolGradient } from '../kernels/max-pool-gradient.js';
import { poolSizes } from './pool-sizes.js';
import { tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/** Gradient of a pooling by the largest; WebAssembly's own one drops windows whose values are all negative. */
export const maxPoolGrad: Replacement = {
  kernelName: tf.MaxPoolGrad,
  make:
    () =>
    ({ inputs, attrs }) => {
      const dy = tensorInput<tf.Rank.R4>(inputs, 'dy');
      const x = tensorInput<tf.Rank.R4>(inputs, 'input');
      const dx = new Float32Array(x.size);
      maxPoolGradient(x.dataSync<'float32'>(), dy.dataSync<'float32'>(), dx, poolSizes(x.shape, attrs));
      return tf.tensor(dx, x.shape, 'float32');
    },
};
