import * as tf from '@tensorflow/tfjs-core';
import { oneInfo, tensorInput } from './replacement.js';
import type { Replacement } from './replacement.js';

/**
 * Multiplications in one product from which on the fast kernel, called for each pair of a batch, takes less time than the
 * slow one called once (bench: training).
 */
const LARGE_PRODUCT = 2 ** 19;

/**
 * Products of matrices. WebAssembly's fast kernel takes one pair that is not transposed; everything else goes through a
 * scalar loop. So matrices are transposed first, and a batch of large ones is a pair after the other (bench: training).
 */
export const batchMatMul: Replacement = {
  kernelName: tf.BatchMatMul,
  make: (stock) => (args) => {
    if (stock === undefined) {
      throw new TypeError(tf.BatchMatMul);
    }
    const { transposeA, transposeB } = args.attrs as unknown as tf.BatchMatMulAttrs;
    const given = { a: tensorInput(args.inputs, 'a'), b: tensorInput(args.inputs, 'b') };
    const batches = Math.max(batchOf(given.a), batchOf(given.b));
    const [rows = 1, inner = 1] = given.a.shape.slice(-2);
    const columns = given.b.shape.at(transposeB ? -2 : -1) ?? 1;
    if (batches !== 1 && rows * inner * columns < LARGE_PRODUCT) {
      return stock(args);
    }
    const pair = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf
        .engine()
        .makeTensorFromTensorInfo(
          oneInfo(stock({ ...args, inputs: { a, b }, attrs: { transposeA: false, transposeB: false } })),
        );
    return tf.tidy(() => {
      const a = oriented(given.a, transposeA);
      const b = oriented(given.b, transposeB);
      if (batches === 1) {
        return pair(a, b);
      }
      const lefts = matrices(a, batches);
      const rights = matrices(b, batches);
      const products = lefts.map((left, i) => pair(left, rights[i] ?? left));
      const lead = batchOf(a) >= batchOf(b) ? a.shape : b.shape;
      return tf.reshape(tf.concat(products, 0), [...lead.slice(0, -2), a.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1]);
    });
  },
};

const batchOf = (tensor: tf.Tensor) => tensor.shape.slice(0, -2).reduce((product, size) => product * size, 1);

/** The tensor with its last two axes exchanged, where they are to be. */
function oriented(tensor: tf.Tensor, isTransposed: boolean): tf.Tensor {
  const last = tensor.rank - 1;
  const order = tensor.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis));
  return isTransposed ? tf.transpose(tensor, order) : tensor;
}

/** The matrices of a batch as batches of one; a single one as often as it is needed. */
function matrices(tensor: tf.Tensor, count: number): readonly tf.Tensor[] {
  const [rows = 1, columns = 1] = tensor.shape.slice(-2);
  const stacked = tf.reshape(tensor, [batchOf(tensor), rows, columns]);
  return batchOf(tensor) === 1
    ? new Array<tf.Tensor>(count).fill(stacked)
    : Array.from({ length: count }, (_, i) => tf.slice(stacked, [i, 0, 0], [1, rows, columns]));
}
