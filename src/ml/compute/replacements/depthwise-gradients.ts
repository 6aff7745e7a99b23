import * as tf from '@tensorflow/tfjs-core';
import { conv2dSizes } from './conv2d-sizes.js';
import type { Conv2dSizes } from './conv2d-sizes.js';
import { tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';
import { spreadByStride } from './spread-by-stride.js';

type Shape4D = [number, number, number, number];

/**
 * Gradient of a convolution of each channel by itself for its filter, which WebAssembly lacks:
 * `dW[h,w,c,m] = sum over n,i,j of x[n, i s + h, j s + w, c] dy[n,i,j,c,m]`, an element of the filter at a time.
 */
export const depthwiseBackpropFilter: Replacement = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  make:
    () =>
    ({ inputs, attrs }) => {
      const x = tensorInput<tf.Rank.R4>(inputs, 'x');
      const dy = tensorInput<tf.Rank.R4>(inputs, 'dy');
      const { filterShape } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
      const sizes = conv2dSizes(x.shape, filterShape, attrs, { depthwise: true });
      return tf.tidy(() => {
        const padded = tf.pad(x, [[0, 0], [...sizes.padRows], [...sizes.padColumns], [0, 0]]);
        const [, , channels, multiplier] = filterShape;
        const split = tf.reshape(dy, [-1, channels, multiplier]);
        const sums = positions(filterShape).map(({ row, column }) =>
          tf.sum(tf.mul(tf.reshape(reached(padded, row, { column, sizes }), [-1, channels, 1]), split), 0),
        );
        return tf.reshape(tf.stack(sums), filterShape);
      });
    },
};

/** Gradient of a convolution of each channel by itself for its images, which WebAssembly lacks. */
export const depthwiseBackpropInput: Replacement = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  make:
    () =>
    ({ inputs, attrs }) => {
      const dy = tensorInput<tf.Rank.R4>(inputs, 'dy');
      const filter = tensorInput<tf.Rank.R4>(inputs, 'filter');
      const { inputShape } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
      const sizes = conv2dSizes(inputShape, filter.shape, attrs, { depthwise: true });
      return tf.tidy(() => {
        const [, inHeight, inWidth, channels] = inputShape;
        const multiplier = filter.shape[3];
        const paddedHeight = inHeight + sizes.padRows[0] + sizes.padRows[1];
        const paddedWidth = inWidth + sizes.padColumns[0] + sizes.padColumns[1];
        const [batch, outHeight, outWidth] = dy.shape;
        const parts = positions(filter.shape).map(({ row, column }) => {
          const weights = tf.reshape(tf.slice(filter, [row, column, 0, 0], [1, 1, channels, multiplier]), [
            channels,
            multiplier,
          ]);
          const share = tf.sum(tf.mul(tf.reshape(dy, [-1, channels, multiplier]), weights), 2);
          const images: tf.Tensor4D = tf.reshape(share, [batch, outHeight, outWidth, channels]);
          const spread = spreadByStride(images, sizes.strideHeight, sizes.strideWidth);
          return tf.pad(spread, [
            [0, 0],
            [row, paddedHeight - row - spread.shape[1]],
            [column, paddedWidth - column - spread.shape[2]],
            [0, 0],
          ]);
        });
        return tf.slice(tf.addN(parts), [0, sizes.padRows[0], sizes.padColumns[0], 0], inputShape);
      });
    },
};

const positions = ([height, width]: Shape4D) =>
  Array.from({ length: height * width }, (_, i) => ({ row: Math.floor(i / width), column: i % width }));

/** What the filter's element at `row` and `column` met of the padded images. */
function reached(
  padded: tf.Tensor4D,
  row: number,
  { column, sizes }: { readonly column: number; readonly sizes: Conv2dSizes },
): tf.Tensor4D {
  const { strideHeight, strideWidth, outHeight, outWidth } = sizes;
  const [batch, , , channels] = padded.shape;
  const cut = tf.stridedSlice(
    padded,
    [0, row, column, 0],
    [batch, row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1, channels],
    [1, strideHeight, strideWidth, 1],
  );
  return tf.reshape(cut, [batch, outHeight, outWidth, channels]);
}
