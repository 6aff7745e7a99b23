import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { copiedTensor } from '../../../../src/ml/compute/operations/copied-tensor.js';
import { testedBackends, useTestedBackend } from '../../../rig/backends.js';

for (const backend of testedBackends({ tiny: true })) {
  describe(`a tensor of a copy on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    test('keeps its values when the array changes, read or computed with', () => {
      const memory = new Float32Array(32).fill(-1);
      const values = memory.subarray(5, 11).fill(2);
      const tensors = tf.memory().numTensors;
      const tensor = copiedTensor(values, [2, 3]);
      values.fill(7);
      const doubled = tf.add(tensor, tensor);
      assert.deepEqual(tensor.shape, [2, 3]);
      assert.deepEqual([...doubled.dataSync<'float32'>()], [4, 4, 4, 4, 4, 4]);
      assert.deepEqual([...tensor.dataSync<'float32'>()], [2, 2, 2, 2, 2, 2]);
      tf.dispose([tensor, doubled]);
      assert.equal(tf.memory().numTensors, tensors);
    });
  });
}
