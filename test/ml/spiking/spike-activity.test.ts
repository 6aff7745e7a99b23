import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createNetwork, type ImageNetworkDescription } from '../../../src/ml/networks/create-network.js';
import { isSpiking, type SpikingClassifier } from '../../../src/ml/networks/sew-resnet.js';
import { SpikeRecorder } from '../../../src/ml/spiking/spike-activity.js';
import { useTestedBackend } from '../../rig/backends.js';

const image = { height: 8, width: 8, channels: 3 };

function createSpiking(description: Partial<ImageNetworkDescription>): SpikingClassifier {
  const built = createNetwork({ type: 'sew-resnet', image, classes: 3, width: 4, ...description }, { seed: 2 });
  return built.task === 'image-classification' && isSpiking(built.network) ? built.network : assert.fail();
}

describe('the activity of a spiking network', () => {
  before(() => useTestedBackend('cpu'));

  test('says for each layer of neurons how often it fires, and when, in the order of the network', () => {
    const network = createSpiking({ blocks: [1, 1] });
    const images = tf.randomNormal<tf.Rank.R4>([1, 8, 8, 3], 0, 2, 'float32', 7);
    const before = tf.memory().numTensors;
    const { steps, layers, rasters } = network.observe(images, { image: 0, neuronsPerLayer: 1000 });
    assert.equal(tf.memory().numTensors, before);
    assert.equal(steps, 4);
    assert.deepEqual(
      layers.map(({ layer, neurons }) => [layer, neurons]),
      [
        ['sn1', 256],
        ['layer1.0.sn1', 256],
        ['layer1.0.sn2', 256],
        ['layer2.0.sn1', 128],
        ['layer2.0.sn2', 128],
        ['layer2.0.downsample.2', 128],
      ],
    );
    for (const [i, { rate, neurons }] of layers.entries()) {
      const raster = rasters[i] ?? assert.fail();
      assert.equal(raster.neurons.length, neurons);
      assert.equal(raster.fired.length, steps);
      const spikes = raster.fired.reduce((sum, step) => sum + step.length, 0);
      assert.ok(Math.abs(spikes / (neurons * steps) - rate) < 1e-6);
    }
    assert.ok((layers[0]?.rate ?? 0) > 0);
    tf.dispose(images);
    network.dispose();
  });

  test('shows some neurons of a large layer, at even distances, of the image that is asked for', () => {
    tf.tidy(() => {
      const recorder = new SpikeRecorder(2, { image: 1, neuronsPerLayer: 3 });
      // Steps x images x 6 neurons: image 1 fires at neurons 2 and 4 in the first step, at none of those shown in the second.
      const spikes = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0];
      recorder.fired('sn', tf.tensor4d(spikes, [4, 1, 1, 6]));
      const { rasters, layers } = recorder.activity();
      assert.deepEqual(rasters, [{ layer: 'sn', neurons: [0, 2, 4], fired: [[1, 2], []] }]);
      assert.deepEqual(layers, [{ layer: 'sn', neurons: 6, rate: 9 / 24 }]);
    });
  });

  test('counts one addition for each spike that arrives at a synapse, and multiplications where none does', () => {
    tf.tidy(() => {
      const recorder = new SpikeRecorder(2, { image: 0, neuronsPerLayer: 1 });
      recorder.connected('conv1', tf.ones([1, 2, 2, 1]), { multiplyAccumulates: 100, isSpikes: false });
      // Half of the inputs spike in each of two steps.
      recorder.connected('conv2', tf.tensor4d([1, 0, 0, 1], [2, 1, 1, 2]), { multiplyAccumulates: 40, isSpikes: true });
      const { operations } = recorder.activity();
      assert.equal(operations.multiplyAccumulates, 100);
      assert.equal(operations.accumulates, 40);
      assert.equal(operations.reluMultiplyAccumulates, 140);
      assert.ok(Math.abs(operations.joules - (40 * 0.9e-12 + 100 * 4.6e-12)) < 1e-18);
      assert.ok(Math.abs(operations.reluJoules - 140 * 4.6e-12) < 1e-18);
    });
  });

  test('knows the work of the network with ReLU: that of all its convolutions and the last layer', () => {
    const network = createSpiking({ blocks: [1] });
    const images = tf.zeros<tf.Rank.R4>([2, 8, 8, 3]);
    const { operations } = network.observe(images, { image: 0, neuronsPerLayer: 4 });
    assert.equal(operations.reluMultiplyAccumulates, 64 * 9 * 3 * 4 + 2 * 64 * 9 * 4 * 4 + 4 * 3);
    assert.equal(operations.multiplyAccumulates, 64 * 9 * 3 * 4 + 4 * 3);
    // Black images: nothing fires, so nothing is added.
    assert.equal(operations.accumulates, 0);
    tf.dispose(images);
    network.dispose();
  });

  test('a network without spikes has none to observe', () => {
    const built = createNetwork({ type: 'mlp', image, classes: 2 }, { seed: 1 });
    assert.ok(built.task === 'image-classification' && !isSpiking(built.network));
    built.network.dispose();
  });
});

describe('a spiking network', () => {
  before(() => useTestedBackend('wasm'));

  test('begins with blocks that pass their input on, whatever connects them', () => {
    for (const connect of ['add', 'and', 'iand'] as const) {
      const [short, long] = [[1], [3]].map((blocks) => createSpiking({ connect, blocks }));
      const images = tf.randomNormal<tf.Rank.R4>([2, 8, 8, 3], 0, 2, 'float32', 7);
      tf.tidy(() => {
        const logits = (network: SpikingClassifier | undefined) =>
          network?.logits(images, { isTraining: true }).dataSync() ?? assert.fail();
        assert.deepEqual(logits(long), logits(short));
      });
      tf.dispose(images);
      short?.dispose();
      long?.dispose();
    }
  });

  test('counts an image at every step in the running variance of the form for CIFAR', () => {
    const network = createSpiking({ blocks: [1], time_steps: 4 });
    const of = (name: string) => network.weights.find((weight) => weight.name === name)?.variable ?? assert.fail();
    const images = tf.randomNormal<tf.Rank.R4>([1, 2, 2, 3], 0, 1, 'float32', 3);
    tf.tidy(() => {
      const filter = of('conv1.weight') as tf.Variable<tf.Rank.R4>;
      const { variance } = tf.moments(tf.conv2d(images, filter, 1, 'same'), [0, 1, 2]);
      network.logits(images, { isTraining: true });
      // 4 pixels, 4 steps: 16 values.
      const expected = tf.add(0.9, tf.mul(variance, (0.1 * 16) / 15)).dataSync();
      const got = of('bn1.running_var').dataSync();
      expected.forEach((value, i) => assert.ok(Math.abs(value - (got[i] ?? 0)) < 1e-6));
    });
    tf.dispose(images);
    network.dispose();
  });

  test('learns a handful of images by surrogate gradients', () => {
    const network = createSpiking({ blocks: [1], width: 12, time_steps: 2 });
    const images = tf.randomNormal<tf.Rank.R4>([6, 8, 8, 3], 0, 1, 'float32', 11);
    const targets = tf.tidy(() => tf.oneHot([0, 1, 2, 0, 1, 2], 3));
    const variables = network.weights.filter(({ isTrainable }) => isTrainable).map(({ variable }) => variable);
    const step = () =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => {
          const logits = network.logits(images, { isTraining: true });
          return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.logSoftmax(logits), targets), 1)));
        }, variables);
        for (const variable of variables) {
          variable.assign(tf.sub(variable, tf.mul(grads[variable.name] ?? assert.fail(), 2)));
        }
        return value.dataSync()[0] ?? Number.NaN;
      });
    const losses = Array.from({ length: 60 }, step);
    assert.ok((losses.at(-1) ?? 1) < 0.2 * (losses[0] ?? 0), `${losses[0]} to ${losses.at(-1)}`);
    tf.dispose([images, targets]);
    network.dispose();
  });
});
