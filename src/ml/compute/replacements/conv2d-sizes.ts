import * as tf from '@tensorflow/tfjs-core';

/** What the gradients of a convolution need to know of it; images in the order batch, height, width, channels. */
export interface Conv2dSizes {
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  /** Zeros before and after, as many as the windows reach. */
  readonly padRows: readonly [number, number];
  readonly padColumns: readonly [number, number];
  /** Every row and every column is in some window. */
  readonly isAllReached: boolean;
}

type Shape4D = [number, number, number, number];

/** The sizes of the convolution (`depthwise`: of each channel by itself) that a gradient kernel's attributes describe. */
export function conv2dSizes(
  inputShape: Shape4D,
  filterShape: Shape4D,
  attrs: tf.NamedAttrMap | undefined,
  options: { readonly depthwise?: boolean } = {},
): Conv2dSizes {
  const { strides, pad, dimRoundingMode, dilations, dataFormat } =
    attrs as unknown as Partial<tf.Conv2DBackpropFilterAttrs> & Partial<tf.DepthwiseConv2dNativeBackpropFilterAttrs>;
  if (dataFormat !== undefined && dataFormat !== 'NHWC') {
    throw new TypeError(dataFormat);
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides ?? 1,
    dilations ?? 1,
    pad ?? 'valid',
    dimRoundingMode,
    options.depthwise ?? false,
  );
  const { top, left } = info.padInfo;
  const missingRows = (info.outHeight - 1) * info.strideHeight + info.filterHeight - info.inHeight - top;
  const missingColumns = (info.outWidth - 1) * info.strideWidth + info.filterWidth - info.inWidth - left;
  return {
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    padRows: [top, Math.max(0, missingRows)],
    padColumns: [left, Math.max(0, missingColumns)],
    isAllReached: missingRows >= 0 && missingColumns >= 0,
  };
}
