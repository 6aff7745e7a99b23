import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../../../src/base/random.js';
import { classificationLoss } from '../../../src/ml/losses/classification-loss.js';
import { lossGradients } from '../../../src/ml/losses/loss-gradients.js';
import { createNetwork } from '../../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../../src/ml/networks/network.js';
import { createOptimizer } from '../../../src/ml/optimizers/create-optimizer.js';
import { adversarialLoss } from '../../../src/ml/watermark/perturbation/adversarial-loss.js';
import { injectionLoss } from '../../../src/ml/watermark/injection/injection-loss.js';
import {
  adversarialDirection,
  isLayerWeight,
  randomDirection,
} from '../../../src/ml/watermark/perturbation/weight-direction.js';
import { whilePerturbed } from '../../../src/ml/watermark/perturbation/while-perturbed.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

const classes = 4;

function smallNetwork(): ImageClassifier {
  const image = { height: 5, width: 5, channels: 2 };
  const built = createNetwork({ type: 'cnn', image, classes, widths: [3, 4] }, { seed: 1 });
  assert.ok(built.task === 'image-classification');
  return built.network;
}

const someImages = (count: number) =>
  tf.tensor4d(
    Float32Array.from({ length: count * 50 }, (_, i) => randomStream(2, 'images').uniform(i)),
    [count, 5, 5, 2],
  );
const valuesOf = (network: ImageClassifier) =>
  new Map(network.weights.map(({ name, variable }) => [name, Float32Array.from(variable.dataSync())]));
const lengthOf = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
const firstOf = (scalar: tf.Tensor) => scalar.dataSync()[0] ?? Number.NaN;

for (const backend of testedBackends({ tiny: true })) {
  describe(`perturbed weights on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    /** Runs with a network, and asserts that nothing is left of it. */
    function withNetwork(run: (network: ImageClassifier) => void): void {
      const tensors = tf.memory().numTensors;
      const network = smallNetwork();
      run(network);
      network.dispose();
      assert.equal(tf.memory().numTensors, tensors);
    }

    test('Delta is as long as its weight, whatever the size of the gradient; biases and batch-norm have none', () => {
      for (const factor of [1, 1e-28]) {
        withNetwork((network) => {
          const direction = adversarialDirection(network, () =>
            tf.mul(tf.sum<tf.Scalar>(network.logits(someImages(3), { isTraining: false })), factor),
          );
          assert.deepEqual([...direction.keys()], ['conv1.weight', 'conv2.weight', 'fc.weight']);
          for (const { name, variable } of network.weights.filter(isLayerWeight)) {
            const delta = direction.get(name)?.dataSync() ?? assert.fail();
            const wanted = lengthOf(variable.dataSync());
            assert.ok(Math.abs(lengthOf(delta) - wanted) < 1e-4 * wanted, `${lengthOf(delta)}, not ${wanted}`);
          }
          tf.dispose([...direction.values()]);
        });
      }
    });

    test('Delta lowers what it is the direction of', () => {
      withNetwork((network) => {
        tf.tidy(() => {
          const images = someImages(8);
          const labels = tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32');
          const isTriggered = [0, 1, 0, 0, 1, 0, 0, 0];
          const loss = () => adversarialLoss(network.logits(images, { isTraining: false }), labels, { isTriggered });
          const first = firstOf(loss());
          const direction = adversarialDirection(network, loss);
          whilePerturbed(network, { direction, gamma: 0.01 }, () => assert.ok(firstOf(loss()) < first));
        });
      });
    });

    test('where the gradient is zero, Delta is, however long the weights are', () => {
      withNetwork((network) => {
        tf.tidy(() => network.weights.forEach(({ variable }) => variable.assign(tf.mul(variable, 1000))));
        const direction = adversarialDirection(network, () =>
          tf.mul(tf.sum<tf.Scalar>(network.logits(someImages(1), { isTraining: false })), 0),
        );
        assert.ok([...direction.values()].every((delta) => delta.dataSync().every((value) => Math.abs(value) === 0)));
        tf.dispose([...direction.values()]);
      });
    });

    test('a random direction is a function of stream, name and step, as long as its weight', () => {
      withNetwork((network) => {
        const draw = (step: number) => randomDirection(network, step, (name) => randomStream(3, `perturb/${name}`));
        const [first, again, next] = [draw(4), draw(4), draw(5)];
        for (const { name, variable } of network.weights.filter(isLayerWeight)) {
          const [values, same, others] = [first, again, next].map((one) => one.get(name)?.dataSync());
          assert.ok(values !== undefined);
          assert.deepEqual(values, same);
          assert.notDeepEqual(values, others);
          const wanted = lengthOf(variable.dataSync());
          assert.ok(Math.abs(lengthOf(values) - wanted) < 1e-4 * wanted);
        }
        tf.dispose([...first.values(), ...again.values(), ...next.values()]);
      });
    });

    test('weights come back to within rounding, also after an error, and keep what was done to them', () => {
      withNetwork((network) => {
        const start = valuesOf(network);
        const direction = randomDirection(network, 0, (name) => randomStream(3, name));
        const fails = () =>
          whilePerturbed(network, { direction, gamma: 0.1 }, () => {
            throw new RangeError('x');
          });
        assert.throws(fails, RangeError);
        const bias = network.weights.find(({ name }) => name === 'fc.bias') ?? assert.fail();
        whilePerturbed(network, { direction, gamma: 0.1 }, () => {
          tf.tidy(() => bias.variable.assign(tf.add(bias.variable, 1)));
          const moved = network.weights.find(({ name }) => name === 'conv1.weight') ?? assert.fail();
          assert.notDeepEqual(Float32Array.from(moved.variable.dataSync()), start.get('conv1.weight'));
        });
        for (const [name, values] of valuesOf(network)) {
          const added = name === 'fc.bias' ? 1 : 0;
          values.forEach((value, i) => {
            assert.ok(Math.abs(value - added - (start.get(name)?.[i] ?? 0)) < 1e-6);
          });
        }
        tf.dispose([...direction.values()]);
      });
    });

    test('frozen statistics stay as they were while scale and offset of batch-norm learn', () => {
      withNetwork((network) => {
        const start = valuesOf(network);
        const optimizer = createOptimizer({ name: 'sgd', lr: 0.1, momentum: 0, nesterov: false, weight_decay: 0 }, [
          { weights: network.weights.filter(({ isTrainable }) => isTrainable) },
        ]);
        tf.tidy(() => {
          const { gradients } = lossGradients(network, () =>
            injectionLoss(
              network.logits(tf.mul(someImages(4), 5), { isTraining: false }),
              tf.tensor1d([0, 1, 2, 3], 'int32'),
              0.5,
            ),
          );
          optimizer.step(gradients, 1);
        });
        for (const [name, values] of valuesOf(network)) {
          const isFrozen = name.includes('running');
          assert.equal(lengthOf(values.map((value, i) => value - (start.get(name)?.[i] ?? 0))) === 0, isFrozen, name);
        }
      });
    });

    test('without triggered rows, or without others, the adversary only has the cross-entropy', () => {
      tf.tidy(() => {
        const logits = tf.tensor2d([1, 2, 0, -1, 0, 1], [3, 2]);
        const labels = tf.tensor1d([0, 1, 0], 'int32');
        const entropy = firstOf(classificationLoss(logits, labels));
        for (const isTriggered of [
          [0, 0, 0],
          [1, 1, 1],
        ]) {
          assert.equal(firstOf(adversarialLoss(logits, labels, { isTriggered })), -entropy);
        }
      });
    });

    test('a pair of rows counts by the divergence of their classes; rows without a partner do not', () => {
      tf.tidy(() => {
        const logits = tf.tensor2d([0, 0, Math.log(3), 0, 5, 5], [3, 2]);
        const labels = tf.tensor1d([0, 1, 0], 'int32');
        const entropy = firstOf(classificationLoss(logits, labels));
        // p = (1/2, 1/2) of row 0, q = (3/4, 1/4) of row 1; row 2 has no partner.
        const divergence = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
        const got = firstOf(adversarialLoss(logits, labels, { isTriggered: [0, 1, 0], beta: 2 }));
        assert.ok(Math.abs(got + entropy + 2 * divergence) < 1e-6);
      });
    });

    test('labels that are sure count as classes do', () => {
      tf.tidy(() => {
        const logits = tf.tensor2d([1, 2, 0, -1, 0, 1], [2, 3]);
        const hard = firstOf(injectionLoss(logits, tf.tensor1d([2, 0], 'int32'), 0.5));
        const soft = firstOf(injectionLoss(logits, tf.tensor2d([0, 0, 1, 1, 0, 0], [2, 3]), 0.5));
        assert.ok(Math.abs(hard - soft) < 1e-6);
      });
    });
  });
}
