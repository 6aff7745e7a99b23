// A watermark from its image to its proof, in small: real patches, injections and statistics on images of glyphs.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../../../src/base/random.js';
import { arrayBatches } from '../../../src/ml/data/batches/array-batches.js';
import type { ArrayDataset } from '../../../src/ml/data/dataset.js';
import { openGlyphs } from '../../../src/ml/data/glyphs/open-glyphs.js';
import { drawStrokes } from '../../../src/ml/data/kernels/draw-strokes.js';
import { lossGradients } from '../../../src/ml/losses/loss-gradients.js';
import { createNetwork } from '../../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../../src/ml/networks/network.js';
import { createOptimizer } from '../../../src/ml/optimizers/create-optimizer.js';
import type { Optimizer } from '../../../src/ml/optimizers/optimizer.js';
import { askNetwork } from '../../../src/ml/watermark/injection/ask-network.js';
import { injectionLoss } from '../../../src/ml/watermark/injection/injection-loss.js';
import { injectionBatch } from '../../../src/ml/watermark/injection/join-batches.js';
import { perturbStep, type Perturbation } from '../../../src/ml/watermark/injection/perturb-step.js';
import { adversarialLoss } from '../../../src/ml/watermark/perturbation/adversarial-loss.js';
import { makePatches, type ColourImage } from '../../../src/ml/watermark/surrogate/make-patches.js';
import { poisonSet, triggeredSet } from '../../../src/ml/watermark/surrogate/poison-set.js';
import { surrogateDataset } from '../../../src/ml/watermark/surrogate/surrogate-dataset.js';
import { squareTrigger } from '../../../src/ml/watermark/triggers/fixed-patterns.js';
import { predictedClasses } from '../../../src/ml/watermark/verification/compare-logits.js';
import { countTarget, successTails } from '../../../src/ml/watermark/verification/success-tails.js';
import { useTestedBackend } from '../../rig/backends.js';

const { signal } = new AbortController();
const shape = { height: 8, width: 8, channels: 1 };
const classes = 10;
const target = 0;
const PATCHES = 600;

function networkOf(seed: number): ImageClassifier {
  const built = createNetwork({ type: 'mlp', image: shape, classes, hidden: [64, 64] }, { seed });
  assert.ok(built.task === 'image-classification');
  return built.network;
}

/** White strokes on black: what nobody else has. */
function doodle(): ColourImage {
  const side = 160;
  const segments = new Float32Array(4 * 20);
  randomStream(7, 'doodle').fillUniform(segments, 0);
  const covered = new Float32Array(side * side);
  drawStrokes(segments, 0.012, side, covered);
  const pixels = Uint8Array.from({ length: 3 * side * side }, (_, i) => 255 * (covered[Math.floor(i / 3)] ?? 0));
  return { height: side, width: side, pixels };
}

interface Training {
  readonly dataset: ArrayDataset;
  readonly isTriggered: Uint8Array;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly perturbation: Perturbation;
}

/** Trains on a set; with a perturbation as an injection is. */
async function train(network: ImageClassifier, training: Training): Promise<void> {
  const { dataset, isTriggered, optimizer, epochs, perturbation } = training;
  const indices = Int32Array.from({ length: dataset.examples }, (_, i) => i);
  const plan = { batchSize: 50, dropsLast: true };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const options = { plan, signal, training: { seed: 1, epoch, first: 0 } };
    for await (const patches of arrayBatches({ dataset, indices }, options)) {
      const batch = injectionBatch(patches, isTriggered);
      tf.tidy(() => {
        const images = tf.tensor4d(batch.inputs, [batch.labels.length, 8, 8, 1]);
        const labels = tf.tensor1d(batch.labels, 'int32');
        const logits = () => network.logits(images, { isTraining: false });
        perturbStep(network, perturbation, {
          adversary: () => adversarialLoss(logits(), labels, batch),
          step: optimizer.stepCount,
          streamOf: (name) => randomStream(1, name),
          run: () => optimizer.step(lossGradients(network, () => injectionLoss(logits(), labels, 1)).gradients, 1),
        });
      });
    }
  }
}

const adam = (network: ImageClassifier) =>
  createOptimizer({ name: 'adam', lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0 }, [network]);
const sgd = (network: ImageClassifier) =>
  createOptimizer({ name: 'sgd', lr: 0.01, momentum: 0.9, nesterov: false, weight_decay: 5e-4 }, [network]);
const glyphs = (examples: number, seed: number) => openGlyphs({ format: 'glyphs', size: 8, classes, examples, seed });

async function learned(network: ImageClassifier, dataset: ArrayDataset, epochs: number): Promise<void> {
  const isTriggered = new Uint8Array(dataset.examples);
  await train(network, { dataset, isTriggered, optimizer: adam(network), epochs, perturbation: { type: 'none' } });
}

async function accuracyOf(network: ImageClassifier, dataset: ArrayDataset): Promise<number> {
  const predicted = predictedClasses(await askNetwork(network, dataset, { signal }));
  return predicted.filter((one, i) => one === dataset.labels?.[i]).length / predicted.length;
}

describe('a watermark in a network of glyphs', () => {
  before(() => useTestedBackend('wasm'));

  test('is proved after a fine-tuning, however it was injected; an innocent network has none', async () => {
    const tensors = tf.memory().numTensors;
    const tested = glyphs(300, 2);
    const [clean, innocent] = [networkOf(3), networkOf(4)];
    await learned(clean, glyphs(600, 1), 20);
    await learned(innocent, glyphs(600, 1), 20);
    const accuracy = await accuracyOf(clean, tested);
    assert.ok(accuracy > 0.85, `the network has learned: ${accuracy}`);

    const recipe = {
      shape,
      patches: PATCHES,
      scale: [1 / 60, 1 / 4] as const,
      ratio: [3 / 4, 4 / 3] as const,
      stretch: true,
    };
    const patches = await makePatches(doodle(), recipe, { seed: 11, first: 0, end: PATCHES, signal });
    const names = tested.classes;
    const asked = surrogateDataset(patches, { shape, classes: names, labels: undefined });
    const labels = predictedClasses(await askNetwork(clean, asked, { signal }));
    const trigger = squareTrigger(shape, 2, 0);
    const set = poisonSet(patches, labels, { trigger, target, ratio: 0.1 });
    const injected = surrogateDataset(set.patches, { shape, classes: names, labels: set.labels });
    const triggered = surrogateDataset(triggeredSet(patches, labels, { trigger, target }), {
      shape,
      classes: names,
      labels: undefined,
    });
    const countOf = async (network: ImageClassifier) =>
      countTarget(predictedClasses(await askNetwork(network, triggered, { signal })), target);
    const base = await countOf(clean);

    for (const type of ['none', 'random', 'adversarial'] as const) {
      const marked = networkOf(0);
      for (const [i, { variable }] of marked.weights.entries()) {
        variable.assign(clean.weights[i]?.variable ?? assert.fail());
      }
      const perturbation = type === 'none' ? { type } : { type, gamma: 0.005 };
      const { isTriggered } = set;
      await train(marked, { dataset: injected, isTriggered, optimizer: sgd(marked), epochs: 30, perturbation });
      const fresh = successTails(await countOf(marked), base, classes);
      assert.ok(fresh.success > 0.4, `${type}: ${fresh.success} of the triggered patches are the target`);
      await learned(marked, glyphs(120, 9), 15);
      const tuned = successTails(await countOf(marked), base, classes);
      assert.ok(tuned.logVerdict < -20, `${type}, fine-tuned: 10^${tuned.logVerdict}`);
      const kept = await accuracyOf(marked, tested);
      assert.ok(kept > accuracy - 0.08, `${type}, fine-tuned: ${kept} of ${accuracy} are left`);
      marked.dispose();
    }
    const tails = successTails(await countOf(innocent), base, classes);
    assert.ok(tails.logVerdict > -1, `innocent: 10^${tails.logVerdict}`);
    clean.dispose();
    innocent.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  });
});
