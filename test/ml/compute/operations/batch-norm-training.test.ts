import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining } from '../../../../src/ml/compute/operations/batch-norm-training.js';
import { testedBackends, useTestedBackend } from '../../../rig/backends.js';
import { assertClose } from '../assert-close.js';
import { randomNumbers } from '../random-numbers.js';

const epsilon = 1e-3;

describe('batch-norm-training', () => {
  for (const backend of testedBackends({ tiny: true })) {
    for (const shape of [
      [4, 3, 5, 2],
      [7, 3],
    ]) {
      const name = `${String(shape.length)}-dimensional on ${backend}`;

      it(`normalises by the batch and gives what a running average takes, ${name}`, async () => {
        await useTestedBackend(backend);
        const { x, scale, offset } = inputs(shape);
        const expected = reference(x, scale, offset);
        const got = normalise(x, { scale, offset, shape });
        assertClose(got.y, expected.y, 2e-6);
        assertClose(got.mean, expected.mean, 1e-6);
        assertClose(got.variance, expected.variance, 2e-6);
      });

      it(`has the gradients of finite differences of the definition in float64, ${name}`, async () => {
        await useTestedBackend(backend);
        const { x, scale, offset, weights } = inputs(shape);
        const loss = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
          reference(a, b, c).y.reduce((sum, y, i) => sum + y * (weights[i] ?? 0), 0);
        const gradients = tf.tidy(() =>
          tf
            .grads((a, b, c) =>
              tf.sum(
                tf.mul(
                  batchNormTraining(a as tf.Tensor4D, { scale: b as tf.Tensor1D, offset: c as tf.Tensor1D, epsilon }).y,
                  tf.tensor(weights, shape),
                ),
              ),
            )([tf.tensor(x, shape), tf.tensor1d(scale), tf.tensor1d(offset)])
            .map((gradient) => [...gradient.dataSync()]),
        );
        assertClose(
          gradients[0] ?? [],
          differences(x, (changed) => loss(changed, scale, offset)),
          2e-5,
        );
        assertClose(
          gradients[1] ?? [],
          differences(scale, (changed) => loss(x, changed, offset)),
          2e-5,
        );
        assertClose(
          gradients[2] ?? [],
          differences(offset, (changed) => loss(x, scale, changed)),
          2e-5,
        );
      });
    }

    it(`leaves no tensor behind on ${backend}`, async () => {
      await useTestedBackend(backend);
      const { x, scale, offset } = inputs([4, 3, 5, 2]);
      const before = tf.memory().numTensors;
      for (let step = 0; step < 3; step++) {
        normalise(x, { scale, offset, shape: [4, 3, 5, 2] });
        tf.tidy(() => {
          const variables = [tf.tensor(x, [4, 3, 5, 2]), tf.tensor1d(scale), tf.tensor1d(offset)];
          tf.grads((a, b, c) =>
            tf.sum(
              batchNormTraining(a as tf.Tensor4D, { scale: b as tf.Tensor1D, offset: c as tf.Tensor1D, epsilon }).y,
            ),
          )(variables);
        });
      }
      assert.equal(tf.memory().numTensors, before);
    });
  }
});

function inputs(shape: readonly number[]) {
  const size = shape.reduce((product, one) => product * one, 1);
  const channels = shape.at(-1) ?? 0;
  return {
    x: randomNumbers('x', size).map((value) => 3 * value + 1),
    scale: randomNumbers('scale', channels).map((value) => value + 1.5),
    offset: randomNumbers('offset', channels),
    weights: randomNumbers('weights', size),
  };
}

function normalise(
  x: readonly number[],
  { scale, offset, shape }: { readonly scale: number[]; readonly offset: number[]; readonly shape: number[] },
) {
  return tf.tidy(() => {
    const { y, mean, variance } = batchNormTraining(tf.tensor([...x], shape) as unknown as tf.Tensor4D, {
      scale: tf.tensor1d(scale),
      offset: tf.tensor1d(offset),
      epsilon,
    });
    return { y: [...y.dataSync()], mean: [...mean.dataSync()], variance: [...variance.dataSync()] };
  });
}

/** The definition in float64. */
function reference(x: readonly number[], scale: readonly number[], offset: readonly number[]) {
  const channels = scale.length;
  const count = x.length / channels;
  const sums = (of: (value: number, channel: number) => number) =>
    scale.map((_, channel) =>
      x.reduce((sum, value, i) => (i % channels === channel ? sum + of(value, channel) : sum), 0),
    );
  const mean = sums((value) => value).map((sum) => sum / count);
  const squares = sums((value, channel) => (value - (mean[channel] ?? 0)) ** 2);
  const y = x.map((value, i) => {
    const c = i % channels;
    const deviation = Math.sqrt((squares[c] ?? 0) / count + epsilon);
    return ((scale[c] ?? 0) * (value - (mean[c] ?? 0))) / deviation + (offset[c] ?? 0);
  });
  return { y, mean, variance: squares.map((sum) => sum / (count - 1)) };
}

function differences(values: readonly number[], f: (changed: readonly number[]) => number): readonly number[] {
  const step = 1e-5;
  return values.map((value, i) => (f(values.with(i, value + step)) - f(values.with(i, value - step))) / (2 * step));
}
