import * as tf from '@tensorflow/tfjs-core';
import { segmentSum } from '../kernels/segment-sum.js';
import { tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/** Sums of rows by segment, the gradient of a look-up, which the backend lacks. Accumulates in float32. */
export const unsortedSegmentSum: Replacement = {
  kernelName: tf.UnsortedSegmentSum,
  make:
    () =>
    ({ inputs, attrs }) => {
      const x = tensorInput(inputs, 'x');
      const segments = tensorInput(inputs, 'segmentIds');
      const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
      const shape = [numSegments, ...x.shape.slice(segments.rank)];
      const size = tf.util.sizeFromShape(shape);
      const dtype = x.dtype === 'float32' ? 'float32' : 'int32';
      const sums = dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
      const width = size / Math.max(numSegments, 1);
      segmentSum(x.dataSync<'float32' | 'int32'>(), segments.dataSync<'int32'>(), sums, width);
      return tf.tensor(sums, shape, dtype);
    },
};
