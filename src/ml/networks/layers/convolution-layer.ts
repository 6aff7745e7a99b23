import * as tf from '@tensorflow/tfjs-core';
import { areSmallImages, convolveSmallImages } from '../../compute/operations/small-image-convolution.js';
import type { Initialisation } from '../initial-values.js';
import type { WeightBuilder } from '../weight-builder.js';

/** Batch x height x width x channels to the same. */
export type ImageLayer = (images: tf.Tensor4D) => tf.Tensor4D;

export interface ConvolutionOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Height and width of the filter, odd; padded by half of it with zeros on every side. */
  readonly size: number;
  /** 1 where absent. */
  readonly stride?: number;
  readonly hasBias?: boolean;
  /** `fan-out`: normal with variance 2 / (size^2 outputs), as residual networks begin; else torch's own. */
  readonly start?: 'torch' | 'fan-out';
}

/** A convolution with weights `<name>.weight` (and `.bias`). */
export function convolutionLayer(builder: WeightBuilder, name: string, options: ConvolutionOptions): ImageLayer {
  const { inputs, outputs, size, stride = 1, hasBias = false, start = 'torch' } = options;
  const bound = 1 / Math.sqrt(size * size * inputs);
  const initialisation: Initialisation =
    start === 'torch'
      ? { type: 'uniform', bound }
      : { type: 'normal', deviation: Math.sqrt(2 / (size * size * outputs)) };
  const filter = builder.add<tf.Rank.R4>(`${name}.weight`, [size, size, inputs, outputs], {
    initialisation,
    toTorch: [3, 2, 0, 1],
  });
  const bias = hasBias
    ? builder.add<tf.Rank.R1>(`${name}.bias`, [outputs], { initialisation: { type: 'uniform', bound } })
    : undefined;
  return (images) => {
    const convolved = convolve(images, filter.variable, stride);
    return bias === undefined ? convolved : tf.add(convolved, bias.variable);
  };
}

/** A convolution of a residual network, which begins by fan-out: 3x3 where no size is given. */
export function residualConvolution(
  builder: WeightBuilder,
  name: string,
  options: { readonly inputs: number; readonly outputs: number; readonly size?: 1 | 3; readonly stride?: number },
): ImageLayer {
  return convolutionLayer(builder, name, { size: 3, ...options, start: 'fan-out' });
}

/** As torch pads: half of the filter on every side. Where TensorFlow's `same` says something else, the zeros are put there. */
function convolve(images: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  const [size] = filter.shape;
  if (stride === 1 && areSmallImages(images, filter)) {
    return convolveSmallImages(images, filter);
  }
  if (stride === 1 || size === 1) {
    return tf.conv2d(images, filter, stride, size === 1 ? 'valid' : 'same');
  }
  return tf.conv2d(padForStride(images, size, stride), filter, stride, 'valid');
}

/**
 * Zeros around images, half of a window's size on every side, but none at the right and the bottom that a stride leaves out:
 * batch x height x width x channels.
 */
export function padForStride(images: tf.Tensor4D, size: number, stride: number): tf.Tensor4D {
  const padding = (size - 1) / 2;
  const [, height, width] = images.shape;
  const after = (length: number) => {
    const outputs = Math.floor((length + 2 * padding - size) / stride) + 1;
    return Math.max(0, (outputs - 1) * stride + size - length - padding);
  };
  return tf.pad(images, [
    [0, 0],
    [padding, after(height)],
    [padding, after(width)],
    [0, 0],
  ]);
}
