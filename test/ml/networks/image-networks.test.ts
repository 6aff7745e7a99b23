import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { ErrorCode } from '../../../src/base/errors.js';
import { createNetwork, type ImageNetworkDescription } from '../../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../../src/ml/networks/network.js';
import { torchShape } from '../../../src/ml/networks/torch-layout.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

const image = { height: 8, width: 8, channels: 3 };

function create(description: ImageNetworkDescription, seed = 1): ImageClassifier {
  const built = createNetwork(description, { seed });
  assert.equal(built.task, 'image-classification');
  return built.network;
}

/** Names and torch's shapes in torch's order; the network is disposed. */
function stateOf(description: ImageNetworkDescription): readonly string[] {
  const network = create(description);
  const state = network.weights.map((weight) => `${weight.name} ${torchShape(weight).join('x')}`);
  network.dispose();
  return state;
}

function trainableCount(description: ImageNetworkDescription): number {
  const network = create(description);
  const count = network.weights.reduce((sum, { isTrainable, variable }) => sum + (isTrainable ? variable.size : 0), 0);
  network.dispose();
  return count;
}

const examples: readonly ImageNetworkDescription[] = [
  { type: 'mlp', image, classes: 3, hidden: [7, 5], activation: 'tanh' },
  {
    type: 'cnn',
    image,
    classes: 3,
    widths: [4, 5],
    dense: [6],
    head: 'flatten',
    activation: 'tanh',
    pooling: 'average',
  },
  {
    type: 'cnn',
    image,
    classes: 3,
    widths: [4, 5],
    batch_norm: false,
    bias: false,
    pooling: 'none',
    activation: 'tanh',
  },
  { type: 'cnn', image, classes: 3, widths: [4], pooling: 'max' },
  { type: 'resnet', image, classes: 3, blocks: [1, 1], width: 4 },
  { type: 'wide-resnet', image, classes: 3, depth: 10, widening: 1 },
  { type: 'sew-resnet', image, classes: 3, blocks: [1, 1], width: 4, time_steps: 2 },
  {
    type: 'sew-resnet',
    image,
    classes: 3,
    form: 'imagenet',
    block: 'bottleneck',
    blocks: [1, 1],
    width: 4,
    time_steps: 3,
  },
  {
    type: 'sew-resnet',
    image,
    classes: 3,
    blocks: [1],
    width: 4,
    connect: 'iand',
    neuron: { type: 'plif', reset: 'soft' },
  },
];
const isSmooth = ({ type }: ImageNetworkDescription) => type !== 'sew-resnet';
const nameOf = (description: ImageNetworkDescription) => JSON.stringify({ ...description, image: undefined });

function exampleBatch(): { readonly images: tf.Tensor4D; readonly targets: tf.Tensor2D } {
  return {
    images: tf.randomNormal([5, image.height, image.width, image.channels], 0, 1, 'float32', 3),
    targets: tf.oneHot([0, 1, 2, 1, 0], 3) as tf.Tensor2D,
  };
}

function lossOf(network: ImageClassifier, batch: ReturnType<typeof exampleBatch>): tf.Scalar {
  const logits = network.logits(batch.images, { isTraining: true });
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), batch.targets), 1)));
}

const trainable = (network: ImageClassifier) =>
  network.weights.filter(({ isTrainable }) => isTrainable).map(({ variable }) => variable);

describe('states of image networks', () => {
  before(() => useTestedBackend('cpu'));

  test('a ResNet has the names, shapes and order of torch', () => {
    const state = stateOf({ type: 'resnet', image, classes: 10, width: 16 });
    assert.equal(state.length, 20 * 5 + 2);
    assert.deepEqual(state.slice(0, 5), [
      'conv1.weight 16x3x3x3',
      'bn1.weight 16',
      'bn1.bias 16',
      'bn1.running_mean 16',
      'bn1.running_var 16',
    ]);
    assert.deepEqual(
      state.filter((line) => line.startsWith('layer2.0.') && !line.includes('running')),
      [
        'layer2.0.conv1.weight 32x16x3x3',
        'layer2.0.bn1.weight 32',
        'layer2.0.bn1.bias 32',
        'layer2.0.conv2.weight 32x32x3x3',
        'layer2.0.bn2.weight 32',
        'layer2.0.bn2.bias 32',
        'layer2.0.downsample.0.weight 32x16x1x1',
        'layer2.0.downsample.1.weight 32',
        'layer2.0.downsample.1.bias 32',
      ],
    );
    assert.deepEqual(state.slice(-2), ['fc.weight 10x128', 'fc.bias 10']);
  });

  test('ResNet-18, ResNet-34 and wide ones have as many parameters as published', () => {
    // The networks for CIFAR-10 as torch counts them.
    assert.equal(trainableCount({ type: 'resnet', image, classes: 10 }), 11_173_962);
    assert.equal(trainableCount({ type: 'resnet', depth: 34, image, classes: 10 }), 21_282_122);
    assert.equal(trainableCount({ type: 'wide-resnet', image, classes: 10 }), 175_066);
    assert.equal(trainableCount({ type: 'wide-resnet', widening: 2, image, classes: 10 }), 691_674);
  });

  test('a SEW network names its neurons only where they learn', () => {
    const names = (type: 'lif' | 'plif') =>
      stateOf({ type: 'sew-resnet', image, classes: 2, width: 4, blocks: [1, 1], neuron: { type } });
    const learnt = names('plif').filter((line) => line.includes('.w '));
    assert.deepEqual(
      learnt.map((line) => line.trim()),
      ['sn1.w', 'layer1.0.sn1.w', 'layer1.0.sn2.w', 'layer2.0.sn1.w', 'layer2.0.sn2.w', 'layer2.0.downsample.2.w'],
    );
    assert.equal(names('lif').length, names('plif').length - learnt.length);
  });

  test('the nets of golden files have convolutions without bias, then fc', () => {
    const state = stateOf({ type: 'cnn', image, classes: 4, widths: [6, 7], batch_norm: false, bias: false });
    assert.deepEqual(state, ['conv1.weight 6x3x3x3', 'conv2.weight 7x6x3x3', 'fc.weight 4x7', 'fc.bias 4']);
  });

  test('one seed gives the same weights, another one others', () => {
    const [first, again, other] = [4, 4, 5].map((seed) =>
      create({ type: 'resnet', image, classes: 2, blocks: [1] }, seed),
    );
    const valuesOf = (network: ImageClassifier | undefined) =>
      network?.weights.map(({ variable }) => [...variable.dataSync()]) ?? assert.fail();
    assert.deepEqual(valuesOf(first), valuesOf(again));
    assert.notDeepEqual(valuesOf(first), valuesOf(other));
    for (const network of [first, again, other]) {
      network?.dispose();
    }
  });

  test('what a description gets wrong is told by its code', async () => {
    const resnet = { type: 'resnet', image, classes: 2 };
    const sew = { type: 'sew-resnet', image, classes: 2 };
    const refuses = (description: Readonly<Record<string, unknown>>, code: ErrorCode) =>
      throwsProblem(code, () => createNetwork(description, { seed: 1 }));
    await refuses({ ...resnet, depth: 20 }, 'value-choice');
    await refuses({ ...resnet, blocks: 3 }, 'value-type');
    await refuses({ ...resnet, blocks: [2, 0] }, 'value-range');
    await refuses({ ...resnet, image: { height: 8, width: 8 } }, 'key-missing');
    await refuses({ type: 'cnn', image, classes: 2 }, 'key-missing');
    await refuses({ type: 'wide-resnet', image, classes: 2, depth: 17 }, 'network-division');
    await refuses({ ...sew, neuron: { tau: 1 } }, 'value-range');
    await refuses({ ...sew, neuron: { threshold: 1, reset_potential: 1 } }, 'value-range');
    await refuses({ ...sew, time_steps: 5000 }, 'value-range');
    await refuses({ ...sew, connect: 'or' }, 'value-choice');
  });
});

for (const backend of testedBackends({ tiny: true })) {
  describe(`image networks on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    for (const description of examples.filter(isSmooth)) {
      test(`${nameOf(description)}: the gradient is the slope of the loss, within 2 % of the difference quotient`, () => {
        const network = create(description);
        const batch = exampleBatch();
        const variables = trainable(network);
        tf.tidy(() => {
          const { grads } = tf.variableGrads(() => lossOf(network, batch), variables);
          // Along the gradient itself, so that every weight counts and the slope is its squared length.
          const gradients = variables.map((variable) => grads[variable.name] ?? assert.fail(variable.name));
          const squares = gradients.reduce((sum, one) => sum + (tf.sum(tf.square(one)).dataSync()[0] ?? 0), 0);
          const step = 1e-2 / Math.sqrt(squares);
          const first = variables.map((variable) => tf.clone(variable));
          const lossAt = (along: number) => {
            for (const [i, variable] of variables.entries()) {
              variable.assign(tf.add(first[i] ?? assert.fail(), tf.mul(gradients[i] ?? assert.fail(), along)));
            }
            return lossOf(network, batch).dataSync()[0] ?? Number.NaN;
          };
          const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
          assert.ok(Math.abs(slope - squares) < 0.02 * squares, `${slope}, expected ${squares}`);
        });
        tf.dispose([batch.images, batch.targets]);
        network.dispose();
      });
    }

    for (const description of examples) {
      test(`${nameOf(description)}: every weight learns or is a statistic, and no tensor is left behind`, () => {
        const outside = tf.memory().numTensors;
        const network = create(description);
        const batch = exampleBatch();
        const variables = trainable(network);
        // Blocks of a SEW network begin as the identity: no gradient reaches their inside yet.
        for (const { variable, name } of network.weights.filter(({ name }) => /bn\d\.weight/.test(name))) {
          tf.tidy(() => variable.assign(tf.fill(variable.shape, name.length / 8)));
        }
        const pass = () =>
          tf.tidy(() => {
            const { grads } = tf.variableGrads(() => lossOf(network, batch), variables);
            return variables.map(({ name }) => tf.sum(tf.abs(grads[name] ?? assert.fail(name))).dataSync()[0] ?? 0);
          });
        assert.ok(
          pass().every((total) => total > 0),
          'a weight without a gradient',
        );
        const before = tf.memory().numTensors;
        for (let i = 0; i < 5; i++) {
          pass();
          tf.tidy(() => {
            assert.deepEqual(network.logits(batch.images, { isTraining: false }).shape, [5, 3]);
          });
        }
        assert.equal(tf.memory().numTensors, before);
        network.dispose();
        tf.dispose([batch.images, batch.targets]);
        assert.equal(tf.memory().numTensors, outside);
      });
    }

    test('running statistics move by a tenth towards those of the batch, the variance unbiased, as in torch', () => {
      const network = create({ type: 'cnn', image: { height: 1, width: 2, channels: 1 }, classes: 2, widths: [1] });
      const of = (name: string) =>
        network.weights.find((weight) => weight.name === name)?.variable ?? assert.fail(name);
      tf.tidy(() => {
        // A filter that passes the pixel on: the values that are normalised are those of the images.
        of('conv1.weight').assign(tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1]));
        network.logits(tf.tensor4d([1, 2, 3, 6], [2, 1, 2, 1]), { isTraining: true });
      });
      // Mean 3; squares of the deviations 4 + 1 + 0 + 9 = 14, divided by 3.
      assert.ok(Math.abs((of('bn1.running_mean').dataSync()[0] ?? 0) - 0.3) < 1e-6);
      assert.ok(Math.abs((of('bn1.running_var').dataSync()[0] ?? 0) - (0.9 + 1.4 / 3)) < 1e-6);
      network.dispose();
    });

    test('a perceptron reads an image channel by channel, as torch flattens it', () => {
      const network = create({ type: 'mlp', image: { height: 1, width: 2, channels: 2 }, classes: 4, hidden: [] });
      const [weight, bias] = network.weights;
      tf.tidy(() => {
        weight?.variable.assign(tf.eye(4));
        bias?.variable.assign(tf.zeros([4]));
        // Pixel 0 is (1, 2), pixel 1 is (3, 4): first channel 1, 3, second 2, 4.
        const logits = network.logits(tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]), { isTraining: false });
        assert.deepEqual([...logits.dataSync()], [1, 3, 2, 4]);
      });
      network.dispose();
    });
  });
}
