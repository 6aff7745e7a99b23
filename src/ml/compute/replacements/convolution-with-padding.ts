import * as tf from '@tensorflow/tfjs-core';
import { conv2dSizes } from './conv2d-sizes.js';
import { oneInfo, tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/**
 * A convolution whose padding `same` is written out where it must be. WebAssembly's own kernels give zeros where the windows don't reach
 * all rows or columns, as those of 1 x 1 with a stride of 2 don't.
 */
function convolutionWithPadding(kernelName: string, depthwise: boolean): Replacement {
  return {
    kernelName,
    make: (stock) => (args) => {
      if (stock === undefined) {
        throw new TypeError(kernelName);
      }
      const { pad } = args.attrs as unknown as tf.Conv2DAttrs;
      if (pad !== 'same') {
        return stock(args);
      }
      const x = tensorInput<tf.Rank.R4>(args.inputs, 'x');
      const filter = tensorInput<tf.Rank.R4>(args.inputs, 'filter');
      const { padRows, padColumns, isAllReached } = conv2dSizes(x.shape, filter.shape, args.attrs, { depthwise });
      if (isAllReached) {
        return stock(args);
      }
      return tf.tidy(() => {
        const isPadded = [...padRows, ...padColumns].some((rows) => rows > 0);
        const padded = isPadded ? tf.pad(x, [[0, 0], [...padRows], [...padColumns], [0, 0]]) : x;
        const infos = stock({ ...args, inputs: { ...args.inputs, x: padded }, attrs: { ...args.attrs, pad: 'valid' } });
        return tf.engine().makeTensorFromTensorInfo(oneInfo(infos));
      });
    },
  };
}

export const conv2d = convolutionWithPadding(tf.Conv2D, false);
export const fusedConv2d = convolutionWithPadding(tf.FusedConv2D, false);
export const depthwiseConv2d = convolutionWithPadding(tf.DepthwiseConv2dNative, true);
export const fusedDepthwiseConv2d = convolutionWithPadding(tf.FusedDepthwiseConv2D, true);
