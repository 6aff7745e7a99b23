import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createNetwork } from '../../../src/ml/networks/create-network.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

const description = { type: 'cnn', widths: [4], image: { height: 8, width: 8, channels: 1 }, classes: 10 };

for (const backend of testedBackends({ tiny: true })) {
  test(`an outline of a network has its shapes and leaves nothing behind (${backend})`, async () => {
    await useTestedBackend(backend);
    const before = tf.memory();
    const [whole, outline] = [false, true].map((isOutline) => {
      const { network } = createNetwork(description, { seed: 1, isOutline });
      const shapes = network.weights.map(({ name, variable }) => [name, variable.shape]);
      network.dispose();
      return shapes;
    });
    assert.deepEqual(outline, whole);
    assert.equal(tf.memory().numTensors, before.numTensors);
  });
}
