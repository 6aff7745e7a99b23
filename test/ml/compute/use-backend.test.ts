import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '../../../src/ml/compute/use-backend.js';
import { testedBackends } from '../../rig/backends.js';

describe('use-backend', () => {
  for (const backend of testedBackends({ tiny: true })) {
    it(`computes on ${backend} when it is asked for`, async () => {
      const chosen = await useBackend(backend, { threads: 1 });
      assert.equal(chosen.backend, backend);
      assert.equal(chosen.reason, 'wanted');
      const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
      assert.deepEqual([...product.dataSync()], [11]);
    });
  }
});
