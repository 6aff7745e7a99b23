import * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../../../../src/base/random.js';
import { augmentBatch } from '../../../../src/ml/data/augment/augment-batch.js';
import { permutation } from '../../../../src/ml/data/parts/permutation.js';
import { createNetwork } from '../../../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../../../src/ml/networks/network.js';
import { drawNormal, drawsOf } from '../../../../src/ml/search/draws.js';
import { cachedVectors, vectorOf } from '../cached-vectors.js';
import { DIGIT_CLASSES, DIGIT_SIDE, type Digits } from '../digits.js';
import { readFlat, writeFlat } from '../flat-weights.js';
import { trainNetwork } from '../train-network.js';
import { changedDigits } from './digits-tasks.js';
import type { Split, Study } from './study.js';
import { gatherImages, imageTensor, vectorBatches } from './vector-batches.js';

/** To be raised with every change of what is trained. */
const VERSION = 1;
const TRAINED = 800;
const VALIDATED = 500;
const BATCH = 64;
const STEPS_AN_EPOCH = Math.floor(TRAINED / BATCH);
/** Epochs and learning rates of the base, of a task's head and of a task's trunk. */
const BASE = { epochs: 20, learningRate: 1e-3 };
const HEAD = { epochs: 15, learningRate: 5e-3 };
const FINE_TUNE = { epochs: 10, learningRate: 3e-4 };
/** The base's augmentation: shifts by so many pixels, and noise of this deviation. */
const SHIFT = 1;
const NOISE = 0.3;

/**
 * A1 of the accuracy benchmarks, frozen heads: digits rotated, inverted, noisy and with permuted pixels; the trunk of a
 * perceptron 64-256-256-64 is merged (98,880 weights), a head for each task, probed on the base, is not.
 */
export async function digitsStudy(digits: Digits, seed: number): Promise<Study> {
  const built = createNetwork(
    {
      type: 'mlp',
      image: { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 },
      classes: DIGIT_CLASSES,
      hidden: [256, 256, 64],
    },
    { seed },
  );
  if (built.task !== 'image-classification') {
    throw new TypeError('a perceptron classifies images');
  }
  const { network } = built;
  const tasks = changedDigits(digits.images, seed);
  const order = permutation(digits.labels.length, randomStream(seed, 'split'));
  const vectors = await cachedVectors(`a1-v${String(VERSION)}-${tf.getBackend()}-seed-${String(seed)}`, () =>
    trainAll(network, { digits, tasks, indices: order.subarray(0, TRAINED), seed }),
  );
  const accuracyOf = evaluator(network, { digits, tasks, order, vectors });
  const specialists = [...tasks.keys()].map((task) => vectorOf(vectors, `specialist-${task}`));
  const own = (split: Split): readonly number[] =>
    specialists.map((weights, task) => accuracyOf(weights, split)[task] ?? Number.NaN);
  const reference = { validation: own('validation'), test: own('test') };
  return {
    base: vectorOf(vectors, 'base'),
    specialists,
    score: (weights, split) => {
      const shares = accuracyOf(weights, split).map((value, task) => value / (reference[split][task] ?? Number.NaN));
      return (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
    },
    dispose: () => {
      network.dispose();
    },
  };
}

interface Material {
  readonly digits: Digits;
  readonly tasks: ReadonlyMap<string, Float32Array>;
}

const isHead = ({ name }: { readonly name: string }): boolean => name.startsWith('fc.');
const headOf = ({ weights }: ImageClassifier): ImageClassifier['weights'] => weights.filter(isHead);
const trunkOf = ({ weights }: ImageClassifier): ImageClassifier['weights'] => weights.filter((one) => !isHead(one));

/** The base, a head on it for every task, and a fine-tune of it with that head for every task. */
async function trainAll(
  network: ImageClassifier,
  { digits, tasks, indices, seed }: Material & { readonly indices: Int32Array; readonly seed: number },
): Promise<ReadonlyMap<string, Float32Array>> {
  const { labels } = digits;
  const common = { network, labels, indices, seed, batchSize: BATCH };
  const [trunk, head] = [trunkOf(network), headOf(network)];
  const train = (
    images: Float32Array,
    weights: ImageClassifier['weights'],
    { epochs, learningRate }: typeof BASE,
  ): Promise<void> =>
    trainNetwork(vectorBatches({ ...common, images }), { weights, learningRate, steps: epochs * STEPS_AN_EPOCH });

  const firstHead = readFlat(head);
  await trainNetwork(
    vectorBatches({
      ...common,
      images: digits.images,
      augment: (images, examples, epoch) => {
        const moved = augmentBatch(
          { images, examples, labels: examples.map((one) => labels[one] ?? 0) },
          { crop: { padding: SHIFT } },
          { shape: { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 }, classes: DIGIT_CLASSES, seed, epoch },
        );
        return noisy(moved.images, seed, `${String(epoch)}/${String(examples[0])}`);
      },
    }),
    { weights: network.weights, learningRate: BASE.learningRate, steps: BASE.epochs * STEPS_AN_EPOCH },
  );
  const base = readFlat(trunk);
  const vectors = new Map([['base', base]]);
  for (const [task, images] of tasks) {
    writeFlat(trunk, base);
    writeFlat(head, firstHead);
    await train(images, head, HEAD);
    vectors.set(`head-${task}`, readFlat(head));
    await train(images, trunk, FINE_TUNE);
    vectors.set(`specialist-${task}`, readFlat(trunk));
  }
  return vectors;
}

/** `name` tells a batch from all others: its epoch and its first example. */
function noisy(images: Float32Array, seed: number, name: string): Float32Array {
  const draws = drawsOf(randomStream(seed, `augment/${name}`));
  return images.map((value) => value + NOISE * drawNormal(draws));
}

/** Accuracy of a trunk on every task, each with its own head. */
function evaluator(
  network: ImageClassifier,
  {
    digits,
    tasks,
    order,
    vectors,
  }: Material & { readonly order: Int32Array; readonly vectors: ReadonlyMap<string, Float32Array> },
): (weights: Float32Array | Float64Array, split: Split) => readonly number[] {
  const parts = {
    validation: order.subarray(TRAINED, TRAINED + VALIDATED),
    test: order.subarray(TRAINED + VALIDATED),
  };
  const inputs = new Map(
    [...tasks].map(([task, images]) => [
      task,
      { validation: gatherImages(images, parts.validation), test: gatherImages(images, parts.test) },
    ]),
  );
  const [trunk, head] = [trunkOf(network), headOf(network)];
  return (weights, split) => {
    writeFlat(trunk, weights);
    return [...inputs].map(([task, images]) => {
      writeFlat(head, vectorOf(vectors, `head-${task}`));
      const said = tf.tidy(() =>
        tf.argMax(network.logits(imageTensor(images[split]), { isTraining: false }), 1).dataSync<'int32'>(),
      );
      const right = parts[split].reduce((sum, one, i) => sum + (said[i] === digits.labels[one] ? 1 : 0), 0);
      return right / parts[split].length;
    });
  };
}
