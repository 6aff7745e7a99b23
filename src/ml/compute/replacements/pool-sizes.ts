import * as tf from '@tensorflow/tfjs-core';
import type { PoolSizes } from '../kernels/max-pool-gradient.js';

/** The sizes of the pooling that a gradient kernel's attributes describe. */
export function poolSizes(inputShape: [number, number, number, number], attrs: tf.NamedAttrMap | undefined): PoolSizes {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
  const info = tf.backend_util.computePool2DInfo(inputShape, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}
