import * as tf from '@tensorflow/tfjs-core';

/** Something that is done over and over. Both sides do the same with the same numbers, and say by `check` that they did. */
export interface Subject {
  /** Once; leaves no tensor behind. */
  step(): void;
  /** After `WARM_UP_STEPS` steps: sums over results, or the number of parameters where weights are drawn. */
  check(): readonly number[];
}

/** `length` numbers between -.5 and .5, the same as peer.py's. */
export function numbers(length: number, offset = 0): Float32Array {
  return Float32Array.from({ length }, (_, i) => (((i + offset) * 7919) % 1000) / 1000 - 0.5);
}

/** The same as a tensor. */
export function numbersTensor<Rank extends tf.Rank>(shape: tf.ShapeMap[Rank], offset = 0): tf.Tensor<Rank> {
  return tf.tensor(numbers(tf.util.sizeFromShape(shape), offset), shape);
}

/** The sum of squares of a tensor, in 64 bits. */
export function sumOfSquares(tensor: tf.Tensor): number {
  return tensor.dataSync<'float32'>().reduce((sum, value) => sum + value * value, 0);
}
