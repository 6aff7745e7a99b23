import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import { assertClose } from './assert-close.js';
import { randomNumbers } from './random-numbers.js';

/** float32 sums of up to a few hundred products, in another order. */
const TOLERANCE = 2e-5;

/** The value of an operation and the gradient of a weighted sum of it for each input, as numbers. */
function valueAndGradients(
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly { readonly shape: number[]; readonly values: readonly number[] }[],
): readonly (readonly number[])[] {
  return tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor([...values], shape));
    const value = operation(...tensors);
    const weights = tf.tensor(randomNumbers('weights', value.size), value.shape);
    const gradients = tf.grads((...given) => tf.sum(tf.mul(operation(...given), weights)))(tensors);
    return [value, ...gradients].map((tensor) => [...tensor.dataSync()]);
  });
}

const filled = (name: string, shape: number[]) => ({
  shape,
  values: randomNumbers(
    name,
    shape.reduce((product, size) => product * size, 1),
  ),
});

async function compare(
  backend: 'native' | 'wasm' | 'cpu',
  operation: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly { readonly shape: number[]; readonly values: readonly number[] }[],
): Promise<void> {
  await useTestedBackend('cpu');
  const expected = valueAndGradients(operation, inputs);
  await useTestedBackend(backend);
  const got = valueAndGradients(operation, inputs);
  for (const [i, wanted] of expected.entries()) {
    assertClose(got[i] ?? [], wanted, TOLERANCE);
  }
}

const convolutions = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 3, max: 7 }),
  width: fc.integer({ min: 3, max: 7 }),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.integer({ min: 1, max: 3 }),
  filterHeight: fc.integer({ min: 1, max: 3 }),
  filterWidth: fc.integer({ min: 1, max: 3 }),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  pad: fc.constantFrom('same' as const, 'valid' as const),
});

describe('values', () => {
  for (const backend of testedBackends({ tiny: true })) {
    it(`of a convolution that leaves rows and columns out, as a shortcut's with a stride of 2, on ${backend}`, async () => {
      await useTestedBackend(backend);
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], [1, 4, 4, 1]);
      const filter = tf.tensor4d([10], [1, 1, 1, 1]);
      assertClose(tf.conv2d(x, filter, 2, 'same').dataSync(), [10, 30, 90, 110], 0);
      assertClose(tf.depthwiseConv2d(x, filter, 2, 'same').dataSync(), [10, 30, 90, 110], 0);
    });

    it(`of one matrix with each of a batch on ${backend}`, async () => {
      await useTestedBackend(backend);
      const product = tf.matMul(tf.tensor3d([1, 2], [1, 1, 2]), tf.tensor3d([1, 2, 3, 4], [2, 2, 1]));
      assertClose(product.dataSync(), [5, 11], 0);
    });
  }
});

describe('gradients beside those of plain JavaScript', () => {
  for (const backend of testedBackends()) {
    it(`of convolutions on ${backend}`, async () => {
      await fc.assert(
        fc.asyncProperty(convolutions, (c) =>
          compare(backend, (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, c.stride, c.pad), [
            filled('x', [c.batch, c.height, c.width, c.channels]),
            filled('filter', [c.filterHeight, c.filterWidth, c.channels, c.filters]),
          ]),
        ),
        { seed: 1, numRuns: 40 },
      );
    });

    it(`of convolutions of each channel by itself on ${backend}`, async () => {
      await fc.assert(
        fc.asyncProperty(convolutions, ({ stride: [stride], ...c }) =>
          compare(
            backend,
            // TensorFlow knows such convolutions with equal strides only.
            (x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, c.pad),
            [
              filled('x', [c.batch, c.height, c.width, c.channels]),
              filled('filter', [c.filterHeight, c.filterWidth, c.channels, c.filters]),
            ],
          ),
        ),
        { seed: 2, numRuns: 40 },
      );
    });

    it(`of products of matrices and batches of them, transposed or not, on ${backend}`, async () => {
      const size = fc.integer({ min: 1, max: 5 });
      const products = fc.record({
        batchA: fc.constantFrom<number[]>([], [1], [3], [2, 3]),
        rows: size,
        inner: size,
        columns: size,
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(products, (p) => {
          return compare(backend, (a, b) => tf.matMul(a, b, p.transposeA, p.transposeB), [
            filled('a', [...p.batchA, ...(p.transposeA ? [p.inner, p.rows] : [p.rows, p.inner])]),
            filled('b', [...p.batchA, ...(p.transposeB ? [p.columns, p.inner] : [p.inner, p.columns])]),
          ]);
        }),
        { seed: 3, numRuns: 60 },
      );
    });

    it(`of pooling by the largest and by the mean on ${backend}`, async () => {
      await fc.assert(
        fc.asyncProperty(convolutions, fc.integer({ min: -2, max: 0 }), fc.boolean(), (c, shift, isMean) => {
          const { shape, values } = filled('x', [c.batch, c.height, c.width, c.channels]);
          const pool = isMean ? tf.avgPool : tf.maxPool;
          return compare(backend, (x) => pool(x as tf.Tensor4D, [c.filterHeight, c.filterWidth], c.stride, c.pad), [
            { shape, values: values.map((value) => value + shift) },
          ]);
        }),
        { seed: 4, numRuns: 60 },
      );
    });

    it(`of products of batches of large matrices on ${backend}`, async () => {
      await compare(backend, (a, b) => tf.div(tf.matMul(a, b, true, true), 81), [
        filled('a', [2, 81, 82]),
        filled('b', [2, 83, 81]),
      ]);
    });

    it(`of look-ups of rows, some of them more than once, on ${backend}`, async () => {
      const numbers = [3, 0, 3, 1, 3, 0];
      await compare(backend, (table) => tf.gather(table, tf.tensor2d(numbers, [2, 3], 'int32')), [
        filled('table', [5, 4]),
      ]);
    });
  }

  for (const backend of testedBackends({ tiny: true })) {
    it(`share a mean among what it was taken of, padding not counted, on ${backend}`, async () => {
      await useTestedBackend(backend);
      const gradient = tf.tidy(() =>
        tf.grad((x) => tf.sum(tf.avgPool(x as tf.Tensor4D, 3, 2, 'same')))(tf.zeros([1, 3, 3, 1])),
      );
      assertClose(gradient.dataSync(), [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25], 1e-7);
    });

    it(`reach the largest of a window whose values are all negative on ${backend}`, async () => {
      await useTestedBackend(backend);
      const gradient = tf.tidy(() =>
        tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(
          tf.tensor4d([-4, -3, -2, -1, -8, -5, -6, -7], [1, 2, 4, 1]),
        ),
      );
      assertClose(gradient.dataSync(), [0, 1, 0, 1, 0, 0, 0, 0], 0);
    });

    it(`reach the largest of a padded window whose values are all negative on ${backend}`, async () => {
      await useTestedBackend(backend);
      const gradient = tf.tidy(() =>
        tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 3, 2, 'same')))(
          tf.tensor4d([-4, -3, -2, -1, -8, -5, -6, -7, -9], [1, 3, 3, 1]),
        ),
      );
      // Windows 2 x 2 at the corners: the largest are -3 (-4 -3 -1 -8), -2, -1 and -5.
      assertClose(gradient.dataSync(), [0, 0, 1, 2, 0, 1, 0, 0, 0], 0);
    });
  }
});
