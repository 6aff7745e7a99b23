import * as tf from '@tensorflow/tfjs-core';
import { conv2dSizes } from './conv2d-sizes.js';
import { spreadByStride } from './spread-by-stride.js';
import { tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/**
 * Gradient of a convolution for its images; the backend's own kernel is a scalar loop. It is a convolution of `dy`, spread
 * by the stride, with the filter turned around and its channels exchanged.
 */
export const conv2dBackpropInput: Replacement = {
  kernelName: tf.Conv2DBackpropInput,
  make:
    () =>
    ({ inputs, attrs }) => {
      const dy = tensorInput<tf.Rank.R4>(inputs, 'dy');
      const filter = tensorInput<tf.Rank.R4>(inputs, 'filter');
      const { inputShape } = attrs as unknown as tf.Conv2DBackpropInputAttrs;
      const sizes = conv2dSizes(inputShape, filter.shape, attrs);
      return tf.tidy(() => {
        const [, inHeight, inWidth] = inputShape;
        const [filterHeight, filterWidth] = filter.shape;
        const spread = spreadByStride(dy, sizes.strideHeight, sizes.strideWidth);
        const rows = fit(spread.shape[1], inHeight + filterHeight - 1, filterHeight - 1 - sizes.padRows[0]);
        const columns = fit(spread.shape[2], inWidth + filterWidth - 1, filterWidth - 1 - sizes.padColumns[0]);
        const [batch, , , channels] = spread.shape;
        const cut = tf.slice(spread, [0, rows.start, columns.start, 0], [batch, rows.length, columns.length, channels]);
        const padded = tf.pad(cut, [[0, 0], [...rows.pad], [...columns.pad], [0, 0]]);
        const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
        return tf.conv2d(padded, turned, 1, 'valid');
      });
    },
};

/** What to cut from and to add to `size` rows so that they become `wanted`, with `before` (cut where negative) ahead. */
function fit(size: number, wanted: number, before: number) {
  const after = wanted - size - before;
  const start = Math.max(0, -before);
  return {
    start,
    length: size - start - Math.max(0, -after),
    pad: [Math.max(0, before), Math.max(0, after)] as const,
  };
}
