import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../native/native-backend.js';
import { withGradient } from './with-gradient.js';

/** Fewer channels than so many make no filter that is worth it. */
const LEAST_CHANNELS = 128;

/**
 * Whether `convolveSmallImages` is the faster way: on TensorFlow's library, whose convolution takes two to three times as long
 * as the product of matrices where a batch has fewer pixels than channels, as deep layers have (benchmark: training).
 */
export function areSmallImages(images: tf.Tensor4D, filter: tf.Tensor4D): boolean {
  const [batch, height, width, channels] = images.shape;
  const [size] = filter.shape;
  const isSmall = batch * height * width < channels && channels >= LEAST_CHANNELS;
  return isSmall && size > 1 && nativeBackend() !== undefined;
}

/**
 * `tf.conv2d` with stride 1 and as many zeros around as keep height and width (odd filters), as a product of matrices: every
 * row holds what the filter sees at a pixel. Takes `size^2` times the memory of the images.
 */
export function convolveSmallImages(images: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [size, , , outputs] = filter.shape;
  const padding = (size - 1) / 2;
  const places = Array.from({ length: size * size }, (_, i) => [Math.floor(i / size), i % size] as const);
  const pixels = batch * height * width;
  return withGradient([images, filter], () => {
    const around: [number, number] = [padding, padding];
    const padded = tf.pad(images, [[0, 0], around, around, [0, 0]]);
    const seen = places.map(([row, column]) => tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]));
    const rows: tf.Tensor2D = tf.reshape(tf.concat(seen, 3), [pixels, size * size * channels]);
    const matrix: tf.Tensor2D = tf.reshape(filter, [size * size * channels, outputs]);
    return {
      value: tf.reshape<tf.Rank.R4>(tf.matMul(rows, matrix), [batch, height, width, outputs]),
      saved: { rows, matrix },
      gradient: (dy, saved) => {
        const dRows: tf.Tensor2D = tf.reshape(dy, [pixels, outputs]);
        const toFilter = tf.reshape(tf.matMul(saved.rows, dRows, true, false), filter.shape);
        const parts = tf.split(tf.matMul(dRows, saved.matrix, false, true), size * size, 1);
        const placed = places.map(([row, column], i) =>
          tf.pad(tf.reshape(parts[i] ?? dRows, [batch, height, width, channels]), [
            [0, 0],
            [row, size - 1 - row],
            [column, size - 1 - column],
            [0, 0],
          ]),
        );
        const toImages = tf.slice(tf.addN(placed), [0, padding, padding, 0], [batch, height, width, channels]);
        return [toImages, toFilter];
      },
    };
  });
}
