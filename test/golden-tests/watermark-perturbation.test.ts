// One perturbed step of the injection, the momentum from zero, against float64 figures made by torch: within 1e-5 in the 32 bits that
// networks are trained with, Delta within 2e-4.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { lossGradients } from '../../src/ml/losses/loss-gradients.js';
import { createNetwork } from '../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../src/ml/networks/network.js';
import { assignFromTorch, toTorchLayout } from '../../src/ml/networks/torch-layout.js';
import { createOptimizer } from '../../src/ml/optimizers/create-optimizer.js';
import { adversarialLoss } from '../../src/ml/watermark/perturbation/adversarial-loss.js';
import { injectionLoss } from '../../src/ml/watermark/injection/injection-loss.js';
import { adversarialDirection } from '../../src/ml/watermark/perturbation/weight-direction.js';
import { whilePerturbed } from '../../src/ml/watermark/perturbation/while-perturbed.js';
import { testedBackends, useTestedBackend } from '../rig/backends.js';
import { goldenFolder } from './golden-folder.js';
import { goldenStems, type GoldenTensor, readGoldenTensors, tensorOf } from './watermark-tensors.js';

interface GoldenStep {
  readonly lr: number;
  readonly gamma: number;
  readonly beta: number;
  readonly temp: number;
  readonly momentum: number;
  readonly weight_decay: number;
  readonly adv_loss: number;
  readonly ce_loss_at_perturbed: number;
}

type Tensors = ReadonlyMap<string, GoldenTensor>;

const TOLERANCE = 1e-5;
const { folder, skip } = goldenFolder('watermark');

/** The network of the figures, with the weights that it starts from: as many convolutions as there are. */
function openNetwork(tensors: Tensors): ImageClassifier {
  const [, channels = 0, height = 0, width = 0] = tensorOf(tensors, 'x').shape;
  const widths: number[] = [];
  for (let layer = 1; tensors.has(`w0.conv${layer}.weight`); layer++) {
    widths.push(tensorOf(tensors, `w0.conv${layer}.weight`).shape[0] ?? 0);
  }
  const built = createNetwork({
    type: 'cnn',
    image: { height, width, channels },
    classes: tensorOf(tensors, 'w0.fc.weight').shape[0] ?? 0,
    widths,
    activation: 'tanh',
    batch_norm: false,
    bias: false,
    pooling: 'none',
    head: 'mean',
  });
  assert.ok(built.task === 'image-classification');
  for (const weight of built.network.weights) {
    assignFromTorch(weight, Float32Array.from(tensorOf(tensors, `w0.${weight.name}`).values));
  }
  return built.network;
}

/** Compares what is there by weight name, in torch's layout, with all figures of a prefix. */
function assertAll(
  network: ImageClassifier,
  tensors: Tensors,
  prefix: string,
  { of, tolerance = TOLERANCE }: { of: (name: string) => tf.Tensor | undefined; tolerance?: number },
): void {
  const names = [...tensors.keys()].filter((name) => name.startsWith(`${prefix}.`));
  assert.ok(names.length > 0);
  for (const name of names) {
    const weight =
      network.weights.find((one) => `${prefix}.${one.name}` === name) ?? assert.fail(`no weight for ${name}`);
    const got = tf.tidy(() => toTorchLayout(weight, of(weight.name) ?? assert.fail(name)).dataSync());
    assertNear(got, tensorOf(tensors, name).values, { what: name, tolerance });
  }
}

function assertNear(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  { what, tolerance = TOLERANCE }: { what: string; tolerance?: number },
): void {
  assert.equal(got.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs((got[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    assert.ok(distance <= tolerance, `${what}, element ${i}: ${got[i]}, expected ${expected[i]}`);
  }
}

function runStep(golden: GoldenStep, tensors: Tensors): void {
  const network = openNetwork(tensors);
  const x = tensorOf(tensors, 'x');
  const images = tf.transpose(
    tf.tensor4d(Float32Array.from(x.values), x.shape as [number, number, number, number]),
    [0, 2, 3, 1],
  );
  const labels = tf.tensor1d(Int32Array.from(tensorOf(tensors, 'y').values), 'int32');
  const isTriggered = tensorOf(tensors, 'triggered').values;
  const logits = () => network.logits(images, { isTraining: false });
  const adversary = () => adversarialLoss(logits(), labels, { isTriggered, beta: golden.beta });
  const byName = new Map(network.weights.map(({ name, variable }) => [name, variable]));
  const weightOf = (name: string) => byName.get(name);
  const optimizer = createOptimizer(
    {
      name: 'sgd',
      lr: golden.lr,
      momentum: golden.momentum,
      nesterov: false,
      weight_decay: golden.weight_decay,
    },
    [{ weights: network.weights }],
  );

  assertNear(adversary().dataSync(), [golden.adv_loss], { what: 'adversarial loss' });
  const direction = adversarialDirection(network, adversary);
  assertAll(network, tensors, 'diff', { of: (name) => direction.get(name), tolerance: 2e-4 });
  assert.equal(direction.size, [...tensors.keys()].filter((name) => name.startsWith('diff.')).length);
  whilePerturbed(network, { direction, gamma: golden.gamma }, () => {
    assertAll(network, tensors, 'perturbed', { of: weightOf });
    const { loss, gradients } = lossGradients(network, () => injectionLoss(logits(), labels, golden.temp));
    assertNear(loss.dataSync(), [golden.ce_loss_at_perturbed], { what: 'loss' });
    assertAll(network, tensors, 'grad', { of: (name) => gradients.get(name) });
    optimizer.step(gradients, 1);
    assertAll(network, tensors, 'stepped', { of: weightOf });
  });
  assertAll(network, tensors, 'restored', { of: weightOf });
  network.dispose();
}

describe('a perturbed step', { skip }, () => {
  for (const stem of skip === false ? goldenStems(folder, 'wm_awp', '.json') : []) {
    for (const backend of testedBackends({ tiny: true })) {
      describe(`on ${backend}`, () => {
        before(() => useTestedBackend(backend));

        test(`${stem.slice(folder.length + 1)}: Delta, perturbed, gradient, stepped and restored weights`, async () => {
          const tensors = await readGoldenTensors(`${stem}.safetensors`);
          const golden = JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as GoldenStep;
          tf.tidy(() => runStep(golden, tensors));
        });
      });
    }
  }
});
