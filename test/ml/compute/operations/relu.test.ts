import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { relu } from '../../../../src/ml/compute/operations/relu.js';
import { testedBackends, useTestedBackend } from '../../../rig/backends.js';

for (const backend of testedBackends({ tiny: true })) {
  describe(`relu on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    test('passes the gradient of positive values only, however small or large they are', () => {
      const values = [-1e30, -1, -1e-30, 0, 2e-38, 1e-20, 1, 3e38];
      tf.tidy(() => {
        const x = tf.tensor1d(values);
        assert.deepEqual([...relu(x).dataSync()], [...Float32Array.from(values, (value) => Math.max(0, value))]);
        const gradient = tf.grad((given) => relu(given))(x, tf.fill([values.length], 2));
        assert.deepEqual([...gradient.dataSync()], [0, 0, 0, 0, 2, 2, 2, 2]);
      });
    });
  });
}
