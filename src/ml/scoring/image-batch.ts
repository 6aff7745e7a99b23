import * as tf from '@tensorflow/tfjs-core';
import type { ArrayBatch } from '../data/batches/array-batches.js';

/** A batch of arrays as images batch x height x width x channels; rows of numbers become images of one row. */
export function imagesOf({ inputs, shape }: Pick<ArrayBatch, 'inputs' | 'shape'>): tf.Tensor4D {
  const [examples = 0, ...sizes] = shape;
  return tf.tensor4d(inputs, [examples, ...imageSizes(sizes)]);
}

/** Height, width and channels of arrays of a shape: of images as they are; grey ones, and rows, have one channel. */
export function imageSizes(shape: readonly number[]): [number, number, number] {
  const [a = 1, b = 1, c = 1] = shape;
  return shape.length === 1 ? [1, a, 1] : [a, b, c];
}
