import * as tf from '@tensorflow/tfjs-core';
import { imageTask } from '../../../../src/engines/train/training/image-task.js';
import { randomStream } from '../../../../src/base/random.js';
import type { Augmentation } from '../../../../src/ml/data/augment/augmentation.js';
import type { ArrayDataset } from '../../../../src/ml/data/dataset.js';
import { openGlyphs } from '../../../../src/ml/data/glyphs/open-glyphs.js';
import { permutation } from '../../../../src/ml/data/parts/permutation.js';
import { createNetwork } from '../../../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../../../src/ml/networks/network.js';
import { cachedVectors, vectorOf } from '../cached-vectors.js';
import { DIGIT_CLASSES, DIGIT_SIDE, type Digits } from '../digits.js';
import { readFlat, writeFlat } from '../flat-weights.js';
import { trainNetwork } from '../train-network.js';
import type { PopulationName } from './rows.js';

/** To be raised with every change of what is trained. */
const VERSION = 1;
export const MEMBERS = 10;
/** Digits that are trained on and those that fitness is; the rest is the test set. */
export const TRAINED = 300;
export const FITNESS = 500;
const BATCH = 50;
const STEPS_AN_EPOCH = TRAINED / BATCH;
const SNAPSHOTS = { epochs: 150, learningRate: 2e-3 };
const SOURCE = { examples: 2000, epochs: 8, learningRate: 2e-3 };
const FINE_TUNE = { epochs: 60, learningRate: 2e-3 };

/** How a member is trained: what varies in the transfer recipe. */
interface Recipe {
  readonly seed: number;
  readonly smoothing: number;
  readonly augmentation: Augmentation;
}

/** A population of small spiking networks, and what any weights of theirs are worth. */
export interface SpikingStudy {
  readonly members: readonly Float32Array[];
  /** Accuracy in percent. All floating-point entries of the state are individuals' scalars, running statistics included. */
  accuracy(weights: Float32Array | Float64Array, part: 'fitness' | 'test'): number;
  /** Trains on from a member for so many epochs; told of the weights after each. */
  trainOn(weights: Float32Array, epochs: number, epochEnded: (weights: Float32Array) => void): Promise<void>;
  dispose(): void;
}

/** SEW-ResNets of two stages on digits of 8 x 8; glyphs of the same size are what transfer comes from. */
export async function spikingStudy(digits: Digits, population: PopulationName, seed: number): Promise<SpikingStudy> {
  const network = makeNetwork(seed);
  const order = permutation(digits.labels.length, randomStream(seed, 'split'));
  const training = { dataset: datasetOf(digits), indices: order.subarray(0, TRAINED) };
  const vectors = await cachedVectors(
    `cade-v${String(VERSION)}-${population}-${tf.getBackend()}-seed-${String(seed)}`,
    () => (population === 'snapshots' ? snapshots(network, training, seed) : transferred(network, training, seed)),
  );
  const parts = {
    fitness: imagesOf(digits, order.subarray(TRAINED, TRAINED + FITNESS)),
    test: imagesOf(digits, order.subarray(TRAINED + FITNESS)),
  };
  return {
    members: Array.from({ length: MEMBERS }, (_, member) => vectorOf(vectors, `member-${String(member)}`)),
    accuracy: (weights, part) => {
      writeFlat(network.weights, weights);
      return accuracyOn(network, parts[part]);
    },
    trainOn: async (weights, epochs, epochEnded) => {
      writeFlat(network.weights, weights);
      const recipe = { seed: seed + MEMBERS, smoothing: 0, augmentation: {} };
      await train(network, training, { recipe, ...FINE_TUNE, epochs }, () => {
        epochEnded(readFlat(network.weights));
      });
    },
    dispose: () => {
      network.dispose();
    },
  };
}

function makeNetwork(seed: number): ImageClassifier {
  const built = createNetwork(
    {
      type: 'sew-resnet',
      image: { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 },
      classes: DIGIT_CLASSES,
      blocks: [1, 1],
      width: 12,
    },
    { seed },
  );
  if (built.task !== 'image-classification') {
    throw new TypeError('a SEW-ResNet classifies images');
  }
  return built.network;
}

interface Part {
  readonly dataset: ArrayDataset;
  readonly indices: Int32Array;
}

/** The checkpoints of the last epochs of one training. */
async function snapshots(
  network: ImageClassifier,
  part: Part,
  seed: number,
): Promise<ReadonlyMap<string, Float32Array>> {
  const kept = new Map<string, Float32Array>();
  const recipe = { seed, smoothing: 0, augmentation: {} };
  await train(network, part, { recipe, ...SNAPSHOTS }, (epoch) => {
    const member = epoch - 1 - (SNAPSHOTS.epochs - MEMBERS);
    if (member >= 0) {
      kept.set(`member-${String(member)}`, readFlat(network.weights));
    }
  });
  return kept;
}

/** Pre-trained on glyphs, a fresh head, then fine-tuned on digits, each member by a recipe of its own. */
async function transferred(
  network: ImageClassifier,
  part: Part,
  seed: number,
): Promise<ReadonlyMap<string, Float32Array>> {
  const fresh = readFlat(network.weights);
  const glyphs = openGlyphs({ format: 'glyphs', size: 8, classes: 10, examples: SOURCE.examples, seed });
  const all = { dataset: glyphs, indices: Int32Array.from({ length: SOURCE.examples }, (_, i) => i) };
  await train(network, all, { recipe: { seed, smoothing: 0, augmentation: {} }, ...SOURCE }, () => undefined);
  const source = readFlat(network.weights);
  // The head is the last layer: its weights and biases stand at the end.
  const head = network.weights.slice(-2).reduce((sum, { variable }) => sum + variable.size, 0);
  source.set(fresh.subarray(fresh.length - head), source.length - head);
  const members = new Map<string, Float32Array>();
  for (let member = 0; member < MEMBERS; member++) {
    writeFlat(network.weights, source);
    await train(network, part, { recipe: recipeOf(member, seed), ...FINE_TUNE }, () => undefined);
    members.set(`member-${String(member)}`, readFlat(network.weights));
  }
  return members;
}

/** Every combination of label smoothing, mixup and shifts once, then again; every member with its own order of the data. */
function recipeOf(member: number, seed: number): Recipe {
  const has = (bit: number): boolean => (member >> bit) % 2 === 1;
  return {
    seed: seed * MEMBERS + member,
    smoothing: has(0) ? 0.1 : 0,
    augmentation: {
      ...(has(1) ? { mixup: { alpha: 0.2 } } : {}),
      ...(has(2) ? { crop: { padding: 1 } } : {}),
    },
  };
}

async function train(
  network: ImageClassifier,
  part: Part,
  options: { readonly recipe: Recipe; readonly epochs: number; readonly learningRate: number },
  epochEnded: (epoch: number) => void,
): Promise<void> {
  const { recipe, epochs, learningRate } = options;
  const task = imageTask({
    network,
    train: part,
    validation: undefined,
    test: undefined,
    seed: recipe.seed,
    batchSize: BATCH,
    augmentation: recipe.augmentation,
    smoothing: recipe.smoothing,
  });
  const weights = network.weights.filter(({ isTrainable }) => isTrainable);
  await trainNetwork(task, { weights, learningRate, steps: epochs * task.stepsPerEpoch, epochEnded });
}

/** Image passes of an epoch, forwards and backwards. */
export const TRAINED_AN_EPOCH = STEPS_AN_EPOCH * BATCH;

interface Labelled {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

const PIXELS = DIGIT_SIDE * DIGIT_SIDE;

function imagesOf({ images, labels }: Digits, examples: Int32Array): Labelled {
  const chosen = new Float32Array(examples.length * PIXELS);
  for (const [i, example] of examples.entries()) {
    chosen.set(images.subarray(example * PIXELS, (example + 1) * PIXELS), i * PIXELS);
  }
  return { images: chosen, labels: examples.map((example) => labels[example] ?? 0) };
}

function datasetOf({ images, labels }: Digits): ArrayDataset {
  return {
    kind: 'arrays',
    examples: labels.length,
    shape: [DIGIT_SIDE, DIGIT_SIDE, 1],
    classes: Array.from({ length: DIGIT_CLASSES }, (_, digit) => String(digit)),
    labels,
    read: (indices, out) => {
      for (let i = 0; i < indices.length; i++) {
        const start = (indices[i] ?? 0) * PIXELS;
        out.set(images.subarray(start, start + PIXELS), i * PIXELS);
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** Weights that compute what isn't a number are right about nothing. */
function accuracyOn(network: ImageClassifier, { images, labels }: Labelled): number {
  const right = tf.tidy(() => {
    const input = tf.tensor4d(images, [labels.length, DIGIT_SIDE, DIGIT_SIDE, 1]);
    const logits = network.logits(input, { isTraining: false });
    const hits = tf.cast(tf.equal(tf.argMax(logits, 1), tf.tensor1d(labels, 'int32')), 'float32');
    const isNumber = tf.cast(tf.all(tf.isFinite(logits), 1), 'float32');
    return tf.sum(tf.mul(hits, isNumber)).dataSync<'float32'>()[0] ?? 0;
  });
  return (100 * right) / labels.length;
}
