import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { randomStream } from '../../../src/base/random.js';
import { generateTokens } from '../../../src/ml/language-models/generate-tokens.js';
import { networkTokenModel } from '../../../src/ml/language-models/network-token-model.js';
import { openPlainLlama } from '../../../src/ml/language-models/open-plain-llama.js';
import { perplexity } from '../../../src/ml/language-models/perplexity.js';
import { rankOptions } from '../../../src/ml/language-models/rank-options.js';
import type { TokenModel } from '../../../src/ml/language-models/token-model.js';
import { createNetwork } from '../../../src/ml/networks/create-network.js';
import type { CausalLanguageModel } from '../../../src/ml/networks/network.js';
import { saveWeights } from '../../../src/ml/networks/save-weights.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { useTestedBackend } from '../../rig/backends.js';
import { assertClose } from '../compute/assert-close.js';

/** float32 sums in another order. */
const TOLERANCE = 1e-4;
const VOCABULARY = 23;
const LIMIT = 70;
const signal = new AbortController().signal;
const llama = {
  model_type: 'llama',
  hidden_size: 24,
  intermediate_size: 40,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  num_hidden_layers: 3,
  vocab_size: VOCABULARY,
  max_position_embeddings: LIMIT,
  attention_bias: true,
  mlp_bias: true,
  initializer_range: 0.3,
};

/** The same weights on tfjs and in plain TypeScript. */
async function bothModels(): Promise<{ readonly network: TokenModel; readonly plain: TokenModel }> {
  const built = createNetwork(llama, { seed: 9 });
  assert.ok(built.task === 'causal-language-model');
  const files = new MemoryFiles();
  const companions = new Map([['config.json', JSON.stringify(llama)]]);
  await saveWeights(files, '/m', { network: built.network, dtype: 'F32', companions, signal });
  return { network: networkTokenModel(built.network), plain: await openPlainLlama(files, '/m', signal) };
}

/** Logits that depend on the last token alone: `table[token]`. */
function tableModel(table: readonly (readonly number[])[]): TokenModel {
  const network: CausalLanguageModel = {
    weights: [],
    vocabularySize: table.length,
    maximumTokens: LIMIT,
    logits: (ids) => tf.gather<tf.Tensor>(tf.tensor2d(table as number[][]), ids) as tf.Tensor3D,
    dispose: () => undefined,
  };
  return networkTokenModel(network);
}

const tokens = (minLength: number, maxLength: number) => fc.array(fc.nat(VOCABULARY - 1), { minLength, maxLength });
const options = { temperature: 0, random: randomStream(1, 'text'), stopTokens: new Set<number>(), signal };

before(() => useTestedBackend('cpu'));

describe('a Llama in plain TypeScript', () => {
  test('scores as the network on tfjs does, whatever was asked before', async () => {
    const { network, plain } = await bothModels();
    const request = fc.record({ prompt: tokens(1, 40), continuation: tokens(0, 20) });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 4 }), tokens(1, 10), async (own, shared) => {
        // Some that begin alike, so that kept keys are used, and cut back.
        const requests = own.flatMap(({ prompt, continuation }) => [
          { prompt, continuation },
          { prompt: [...shared, ...prompt].slice(0, 45), continuation },
          { prompt: [...shared, ...prompt].slice(0, 30), continuation: [...continuation, 1] },
        ]);
        const [expected, got] = [
          await network.logProbabilities(requests, signal),
          await plain.logProbabilities(requests, signal),
        ];
        for (const [i, values] of expected.entries()) {
          assertClose(got[i] ?? [], values, TOLERANCE);
        }
      }),
      { seed: 3, numRuns: 12 },
    );
  });

  test('goes on with a text as the network does, past the room it began with', async () => {
    const { network, plain } = await bothModels();
    const expected = await network.begin([3, 1, 4], signal);
    const got = await plain.begin([3, 1, 4], signal);
    for (const token of Array.from({ length: 40 }, (_, i) => (7 * i) % VOCABULARY)) {
      assertClose(got.logits, expected.logits, TOLERANCE);
      await expected.push(token);
      await got.push(token);
    }
    assertClose(got.logits, expected.logits, TOLERANCE);
  });

  test('tells texts that are too long, and tokens of another vocabulary', async () => {
    for (const model of Object.values(await bothModels())) {
      const long = Array.from({ length: LIMIT }, () => 1);
      await throwsProblem('sequence-too-long', model.logProbabilities([{ prompt: long, continuation: [1] }], signal));
      await throwsProblem('sequence-too-long', model.begin([...long, 1], signal));
      await throwsProblem('token-outside', model.logProbabilities([{ prompt: [1], continuation: [23] }], signal));
      await throwsProblem('token-outside', model.begin([-1], signal));
      const session = await model.begin(long, signal);
      await throwsProblem('sequence-too-long', session.push(1));
      const other = await model.begin([1], signal);
      await throwsProblem('token-outside', other.push(VOCABULARY));
    }
  });

  test('stops when it is cancelled', async () => {
    const { network, plain } = await bothModels();
    for (const model of [network, plain]) {
      const aborted = AbortSignal.abort();
      await assert.rejects(model.logProbabilities([{ prompt: [1], continuation: [1] }], aborted), {
        name: 'AbortError',
      });
      await assert.rejects(model.begin([1], aborted), { name: 'AbortError' });
    }
  });
});

test('a model that knows nothing has the perplexity of its vocabulary', async () => {
  const model = tableModel(Array.from({ length: 4 }, () => [0, 0, 0, 0]));
  assert.ok(Math.abs((await perplexity(model, [[0, 1, 2], [3], [], [1, 1]], signal)) - 4) < TOLERANCE);
});

test('perplexity is the mean over tokens, not over texts', async () => {
  // After token 0: 0 with probability 3/4; after token 1: 0 with 1/4.
  const model = tableModel([
    [Math.log(3), 0],
    [0, Math.log(3)],
  ]);
  const got = await perplexity(
    model,
    [
      [0, 0, 0, 0],
      [1, 0],
    ],
    signal,
  );
  const expected = Math.exp((3 * -Math.log(0.75) - Math.log(0.25)) / 4);
  assert.ok(Math.abs(got - expected) < TOLERANCE);
});

test('options are scored by their sum and by their mean', async () => {
  const model = tableModel([
    [Math.log(3), 0],
    [0, Math.log(3)],
  ]);
  const scores = await rankOptions(model, [0], { options: [[0, 0], [1], []], signal });
  assertClose(
    scores.map((score) => score.logProbability),
    [2 * Math.log(0.75), Math.log(0.25), 0],
    TOLERANCE,
  );
  assertClose(
    scores.map((score) => score.meanLogProbability),
    [Math.log(0.75), Math.log(0.25), 0],
    TOLERANCE,
  );
});

test('scores of many requests leave no tensors behind, in one batch or several', async () => {
  const { network } = await bothModels();
  const requests = Array.from({ length: 5 }, (_, i) => ({ prompt: [i], continuation: [1, 2, i] }));
  const start = tf.memory().numTensors;
  const together = await network.logProbabilities(requests, signal);
  for (const [i, request] of requests.entries()) {
    const [alone] = await network.logProbabilities([request], signal);
    assertClose(together[i] ?? [], alone ?? [], TOLERANCE);
  }
  const session = await network.begin([1, 2], signal);
  await session.push(3);
  assert.equal(tf.memory().numTensors, start);
});

describe('generation', () => {
  const cycle = tableModel([
    [0, 5, 0],
    [0, 0, 5],
    [5, 0, 0],
  ]);

  test('takes the likeliest token at temperature 0, up to the wanted number', async () => {
    assert.deepEqual(await generateTokens(cycle, [0], { ...options, atMost: 5 }), [1, 2, 0, 1, 2]);
    assert.deepEqual(await generateTokens(cycle, [0], { ...options, atMost: 0 }), []);
  });

  test('ends before a stop token, and at the limit of the model', async () => {
    assert.deepEqual(await generateTokens(cycle, [0], { ...options, atMost: 9, stopTokens: new Set([0]) }), [1, 2]);
    const written = await generateTokens(cycle, [0, 1], { ...options, atMost: 1000 });
    assert.equal(written.length, LIMIT - 2);
  });

  test('draws with the probabilities of its temperature, the same from the same stream', async () => {
    const model = tableModel([
      [Math.log(4), 0],
      [Math.log(4), 0],
    ]);
    const draw = (temperature: number, name: string) =>
      generateTokens(model, [0], { ...options, temperature, random: randomStream(2, name), atMost: LIMIT });
    assert.deepEqual(await draw(1, 'a'), await draw(1, 'a'));
    assert.notDeepEqual(await draw(1, 'a'), await draw(1, 'b'));
    const share = async (temperature: number): Promise<number> => {
      let ones = 0;
      for (let i = 0; i < 20; i++) {
        ones += (await draw(temperature, `share-${i}`)).reduce((sum, token) => sum + token, 0);
      }
      return ones / (20 * (LIMIT - 1));
    };
    // 1 / (1 + 4^(1/T)) of 1,380 draws: four deviations are .043 and .051.
    assert.ok(Math.abs((await share(1)) - 1 / 5) < 0.043);
    assert.ok(Math.abs((await share(2)) - 1 / 3) < 0.051);
  });

  test('stops when it is cancelled', async () => {
    const aborted = AbortSignal.abort();
    await assert.rejects(generateTokens(cycle, [0], { ...options, atMost: 5, signal: aborted }), {
      name: 'AbortError',
    });
  });
});
