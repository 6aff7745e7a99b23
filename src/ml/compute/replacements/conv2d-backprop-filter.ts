import * as tf from '@tensorflow/tfjs-core';
import { conv2dSizes } from './conv2d-sizes.js';
import { tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/**
 * Gradient of a convolution for its filter, which the backend lacks:
 * `dW[h,w,c,k] = sum over n,i,j of x[n, i s + h, j s + w, c] dy[n,i,j,k]`. It is a convolution itself, of the images with
 * batch and channels exchanged, by `dy` as a filter whose dilation is the stride.
 */
export const conv2dBackpropFilter: Replacement = {
  kernelName: tf.Conv2DBackpropFilter,
  make:
    () =>
    ({ inputs, attrs }) => {
      const x = tensorInput<tf.Rank.R4>(inputs, 'x');
      const dy = tensorInput<tf.Rank.R4>(inputs, 'dy');
      const { filterShape } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      const sizes = conv2dSizes(x.shape, filterShape, attrs);
      return tf.tidy(() => {
        const padded = tf.pad(x, [[0, 0], [...sizes.padRows], [...sizes.padColumns], [0, 0]]);
        const images = tf.transpose(padded, [3, 1, 2, 0]);
        const filter = tf.transpose(dy, [1, 2, 0, 3]);
        const sums = tf.conv2d(images, filter, 1, 'valid', 'NHWC', [sizes.strideHeight, sizes.strideWidth]);
        const [height, width, channels, outChannels] = filterShape;
        // Rows and columns of the images that no window reached leave more positions than the filter has.
        const cut = tf.slice(sums, [0, 0, 0, 0], [channels, height, width, outChannels]);
        return tf.transpose(cut, [1, 2, 0, 3]);
      });
    },
};
