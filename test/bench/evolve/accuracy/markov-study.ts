import * as tf from '@tensorflow/tfjs-core';
import type { LearningTask } from '../../../../src/engines/train/training/learning-task.js';
import { causalLanguageLoss } from '../../../../src/ml/losses/causal-language-loss.js';
import { createNetwork } from '../../../../src/ml/networks/create-network.js';
import type { CausalLanguageModel } from '../../../../src/ml/networks/network.js';
import { cachedVectors, vectorOf } from '../cached-vectors.js';
import { readFlat, writeFlat } from '../flat-weights.js';
import { trainNetwork } from '../train-network.js';
import { DOMAINS, markovTables, markovTexts, TEXT_TOKENS, TEXT_VOCABULARY, type MarkovTable } from './markov-texts.js';
import type { Split, Study } from './study.js';

/** To be raised with every change of what is trained. */
const VERSION = 1;
const TUNED = [0, 1, 2];
const BATCH = 32;
const BASE = { steps: 200, learningRate: 2e-3 };
const FINE_TUNE = { steps: 150, learningRate: 1e-3 };
/** Texts of a domain. */
const TEXTS = { validation: 50, test: 200 } as const;

/**
 * B2 of the accuracy benchmarks: texts of six domains, each a Markov chain of order 1 with a tag before it; a gpt2 of 73,984
 * weights is trained on all of them and fine-tuned on three. The metric is a domain's perplexity after the tag.
 */
export async function markovStudy(seed: number): Promise<Study> {
  const built = createNetwork(
    {
      model_type: 'gpt2',
      vocab_size: TEXT_VOCABULARY,
      n_positions: TEXT_TOKENS,
      n_embd: 64,
      n_layer: 2,
      n_head: 4,
      n_inner: 128,
      tie_word_embeddings: false,
    },
    { seed },
  );
  if (built.task !== 'causal-language-model') {
    throw new TypeError('gpt2 is a language model');
  }
  const { network } = built;
  const tables = markovTables(seed);
  const vectors = await cachedVectors(`b2-v${String(VERSION)}-${tf.getBackend()}-seed-${String(seed)}`, () =>
    trainAll(network, tables, seed),
  );
  const texts = TUNED.map((domain) => {
    const of = (split: Split): Int32Array =>
      markovTexts(tables, [domain], { seed, name: `${split}/${String(domain)}`, count: TEXTS[split] });
    return { validation: of('validation'), test: of('test') };
  });
  const losses = (weights: Float32Array | Float64Array, split: Split): readonly number[] => {
    writeFlat(network.weights, weights);
    return texts.map((some) => tf.tidy(() => lossOf(network, some[split]).dataSync<'float32'>()[0] ?? Number.NaN));
  };
  const specialists = TUNED.map((domain) => vectorOf(vectors, `specialist-${String(domain)}`));
  const own = (split: Split): readonly number[] =>
    specialists.map((weights, task) => losses(weights, split)[task] ?? Number.NaN);
  const reference = { validation: own('validation'), test: own('test') };
  return {
    base: vectorOf(vectors, 'base'),
    specialists,
    score: (weights, split) => {
      // Perplexity is the exponential of the loss: the ratio of two is that of the difference.
      const shares = losses(weights, split).map((loss, task) =>
        Math.exp((reference[split][task] ?? Number.NaN) - loss),
      );
      return (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
    },
    dispose: () => {
      network.dispose();
    },
  };
}

async function trainAll(
  network: CausalLanguageModel,
  tables: readonly MarkovTable[],
  seed: number,
): Promise<ReadonlyMap<string, Float32Array>> {
  const train = (domains: readonly number[], name: string, { steps, learningRate }: typeof BASE): Promise<void> =>
    trainNetwork(
      textBatches(network, (step) =>
        markovTexts(tables, domains, { seed, name: `${name}/${String(step)}`, count: BATCH }),
      ),
      { weights: network.weights, learningRate, steps },
    );

  await train(
    Array.from({ length: DOMAINS }, (_, domain) => domain),
    'base',
    BASE,
  );
  const base = readFlat(network.weights);
  const vectors = new Map([['base', base]]);
  for (const domain of TUNED) {
    writeFlat(network.weights, base);
    await train([domain], `tune-${String(domain)}`, FINE_TUNE);
    vectors.set(`specialist-${String(domain)}`, readFlat(network.weights));
  }
  return vectors;
}

/** Texts that are drawn anew for every step, which is an epoch of its own. */
function textBatches(
  network: CausalLanguageModel,
  draw: (step: number) => Int32Array,
): Pick<LearningTask, 'network' | 'stepsPerEpoch' | 'batches'> {
  return {
    network,
    stepsPerEpoch: 1,
    async *batches(epoch) {
      const texts = draw(epoch);
      yield await Promise.resolve({
        count: texts.length,
        forward: () => ({ loss: lossOf(network, texts) }),
      });
    },
  };
}

/** The mean of -log p over all tokens after the tag. */
function lossOf(network: CausalLanguageModel, texts: Int32Array): tf.Scalar {
  const shape: [number, number] = [texts.length / TEXT_TOKENS, TEXT_TOKENS];
  const ids = tf.tensor2d(texts, shape, 'int32');
  const mask = tf.ones<tf.Rank.R2>(shape, 'int32');
  return causalLanguageLoss(network.logits(ids, mask), ids, { mask });
}
