import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { fisherAverage } from '../../../src/engines/merge/methods/fisher.js';
import { regmeanAverage } from '../../../src/engines/merge/methods/regmean.js';
import { mergeEngine } from '../../../src/engines/merge/engine.js';
import { MERGE_TASK } from '../../../src/engines/merge/merge-task.js';
import { mergeTasks } from '../../../src/engines/merge/merge-tasks.js';
import { runStatistics } from '../../../src/engines/train/statistics/run-statistics.js';
import { StatisticSums } from '../../../src/engines/train/statistics/statistic-sums.js';
import { train } from '../../../src/engines/train/spec.js';
import { STATISTICS } from '../../../src/engines/train/spec/statistics.js';
import type { StatisticsSpec } from '../../../src/engines/train/spec/statistics-schema.js';
import { openSession } from '../../../src/engines/train/training/open-session.js';
import { checkpointSource } from '../../../src/ml/networks/tensor-source.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { ShuffledTasks } from '../../fakes/shuffled-tasks.js';
import { mergeSpec } from '../merge/sample-models.js';
import { eagerPace, fakeRun, figure, glyphs, outcomeOf, PROJECT, projectOf, trained, trainSpec } from './train-runs.js';

const signal = new AbortController().signal;

before(async () => {
  const [backend = 'wasm'] = testedBackends();
  await useTestedBackend(backend);
});

function statisticsSpec(keys: Readonly<Record<string, unknown>>): StatisticsSpec {
  const parts = train.actionParts?.get(STATISTICS);
  assert.ok(parts);
  return parts.schema.parse({ model: './model', ...keys }) as unknown as StatisticsSpec;
}

/** A project with a model that was trained on its data. */
async function projectWith(
  network: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, unknown>> = {},
): Promise<MemoryFiles> {
  const files = projectOf({ 'rows.csv': rows, 'texts.jsonl': texts });
  const output = { path: `${PROJECT}/model`, overwrite: false };
  await trained(trainSpec({ network, data, epochs: 2, ...keys }), files, { output });
  return files;
}

// Two classes that overlap, in three features.
const rows = [
  'a,b,c,kind',
  ...Array.from({ length: 60 }, (_, i) => {
    const side = i % 2 === 0 ? 1 : -1;
    const noise = (k: number): number => Math.sin(12.9898 * (i + 1) * k);
    return `${String(side + noise(1))},${String(noise(2))},${String(2 * noise(3) - side)},${i % 2 === 0 ? 'x' : 'y'}`;
  }),
].join('\n');
const table = { format: 'csv', file: 'rows.csv', features: ['a', 'b', 'c'], label: 'kind' };
const texts = Array.from({ length: 12 }, (_, i) => JSON.stringify({ text: `ann was born in ${String(i)}` })).join('\n');

async function tensorsOf(files: MemoryFiles, place: string): Promise<ReadonlyMap<string, Float64Array>> {
  const checkpoint = await openCheckpoint(files, place, signal);
  const source = checkpointSource(files, checkpoint);
  const tensors = new Map<string, Float64Array>();
  for (const [name, location] of checkpoint.tensors) {
    tensors.set(name, Float64Array.from(await source.read(location)));
  }
  return tensors;
}

function tensor(all: ReadonlyMap<string, Float64Array>, name: string): Float64Array {
  const found = all.get(name);
  assert.ok(found, `${name} among ${[...all.keys()].join(', ')}`);
  return found;
}

function assertClose(found: Float64Array, wanted: Float64Array, what: string): void {
  assert.equal(found.length, wanted.length, what);
  const scale = Math.max(...wanted.map(Math.abs));
  for (const [i, value] of wanted.entries()) {
    // 1e-5: products of float32 that were added up in another order.
    assert.ok(
      Math.abs((found[i] ?? 0) - value) <= 1e-5 * scale,
      `${what}[${String(i)}]: ${String(found[i])}, ${String(value)}`,
    );
  }
}

test('of logistic regression, both are their closed forms', async () => {
  const data = { train: table, test: 0, validation: 0, normalise: false };
  const files = await projectWith({ type: 'mlp', hidden: [] }, data);
  const run = fakeRun(files);
  const result = await runStatistics(statisticsSpec({ data, examples: 1000 }), run.attempt());
  assert.equal(figure(result, 'examples'), 60);
  const model = await tensorsOf(files, `${PROJECT}/model`);
  const [weight, bias] = [tensor(model, 'fc.weight'), tensor(model, 'fc.bias')];
  const [squares, biasSquares, products] = [new Float64Array(6), new Float64Array(2), new Float64Array(9)];
  for (const line of rows.split('\n').slice(1)) {
    const [kind, ...inputs] = line.split(',').reverse();
    const x = inputs.reverse().map((value) => Math.fround(Number(value)));
    const logits = [0, 1].map((k) => x.reduce((sum, value, j) => sum + value * (weight[3 * k + j] ?? 0), bias[k] ?? 0));
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    for (const [k, logit] of logits.entries()) {
      // d(-log p_y) / d logit_k = p_k - [k = y].
      const slope = Math.exp(logit) / total - (k === (kind === 'x' ? 0 : 1) ? 1 : 0);
      biasSquares[k] = (biasSquares[k] ?? 0) + slope ** 2 / 60;
      for (const [j, value] of x.entries()) {
        squares[3 * k + j] = (squares[3 * k + j] ?? 0) + (slope * value) ** 2 / 60;
        if (k === 0) {
          x.forEach((other, i) => {
            products[3 * j + i] = (products[3 * j + i] ?? 0) + value * other;
          });
        }
      }
    }
  }
  const found = await tensorsOf(files, `${String(result.output)}/statistics.safetensors`);
  assertClose(tensor(found, 'fisher/fc.weight'), squares, 'fisher of the weight');
  assertClose(tensor(found, 'fisher/fc.bias'), biasSquares, 'fisher of the bias');
  assertClose(tensor(found, 'gram/fc.weight'), products, 'gram');
});

for (const backend of testedBackends()) {
  test(`of a network with convolutions and norms, the Fisher information is that of finite differences (${backend})`, async () => {
    await useTestedBackend(backend);
    const data = glyphs({}, { examples: 60 });
    const files = await projectWith({ type: 'cnn', widths: [3], activation: 'tanh' }, data, { batch_size: 8 });
    const session = await openSession(
      {
        network: undefined,
        model: 'model',
        fresh_head: false,
        tokenizer: undefined,
        data: trainSpec({ data }).data,
        batch_size: 1,
        label_smoothing: 0,
      },
      { files, folder: PROJECT, scratch: undefined, seed: 7, signal, readsAll: true },
    );
    const { network } = session.task;
    const sums = new StatisticSums(network, () => true);
    const before = tf.memory().numTensors;
    for await (const example of session.task.batches(0, 0, signal)) {
      sums.add(example);
      assert.equal(tf.memory().numTensors, before);
      const loss = (): number =>
        tf.tidy(() => example.forward({ isTraining: false }).loss.dataSync<'float32'>()[0] ?? 0);
      for (const { name, variable, isTrainable } of network.weights) {
        if (isTrainable) {
          const values = variable.dataSync<'float32'>().slice();
          const place = values.length >> 1;
          const at = (move: number): number => {
            const moved = values.slice();
            moved[place] = (moved[place] ?? 0) + move;
            tf.tidy(() => {
              variable.assign(tf.tensor(moved, variable.shape));
            });
            return loss();
          };
          const slope = (at(0.01) - at(-0.01)) / 0.02;
          at(0);
          const square = sums.state.squares[name]?.[place] ?? Number.NaN;
          // Central differences of float32 losses: 1e-4 of rounding over the step, and its square's third derivative.
          assert.ok(
            Math.abs(Math.sqrt(square) - Math.abs(slope)) < 2e-3,
            `${name}: ${String(Math.sqrt(square))}, ${String(slope)}`,
          );
        }
      }
      break;
    }
    await session.close();
  });
}

test('models are merged by them as the equations say, with fisher and with regmean', async () => {
  const network = { type: 'mlp', hidden: [12] };
  const files = projectOf();
  const names = ['one', 'two'];
  for (const [i, name] of names.entries()) {
    const data = glyphs({}, { examples: 200, seed: i });
    const spec = trainSpec({ network, data, epochs: 3 });
    await trained(spec, files, { output: { path: `${PROJECT}/${name}`, overwrite: false } });
    const output = { path: `${PROJECT}/${name}-statistics`, overwrite: false };
    await runStatistics(
      statisticsSpec({ model: `./${name}`, data, examples: 50 }),
      fakeRun(files, { output }).attempt(),
    );
  }
  const models = await Promise.all(names.map((name) => tensorsOf(files, `${PROJECT}/${name}`)));
  const file = (name: string): string => `${PROJECT}/${name}-statistics/statistics.safetensors`;
  const statistics = await Promise.all(names.map((name) => tensorsOf(files, file(name))));
  for (const method of ['fisher', 'regmean'] as const) {
    const output = { path: `${PROJECT}/${method}`, overwrite: false };
    const spec = mergeSpec({
      merge_method: method,
      models: names.map((name) => ({ model: `./${name}`, parameters: { statistics: file(name), weight: 0.5 } })),
    });
    const tasks = ShuffledTasks.of(MERGE_TASK, mergeTasks(), files);
    const run = fakeRun(files, { output, ports: { tasks } });
    await mergeEngine.run(spec, run.attempt());
    const merged = await tensorsOf(files, output.path);
    const of = (name: string): readonly Float64Array[] => models.map((model) => tensor(model, name));
    for (const name of ['fc1.weight', 'fc.weight']) {
      const wanted =
        method === 'fisher'
          ? fisherAverage(
              of(name),
              statistics.map((one) => tensor(one, `fisher/${name}`)),
              [0.5, 0.5],
            )
          : regmeanAverage(
              of(name),
              statistics.map((one) => tensor(one, `gram/${name}`)),
              {
                size: name === 'fc1.weight' ? 64 : 12,
                offDiagonal: 0.9,
              },
            );
      assertClose(tensor(merged, name), wanted, `${method} of ${name}`);
      const plain = of(name)[0]?.map((value, i) => (value + (of(name)[1]?.[i] ?? 0)) / 2) ?? new Float64Array();
      assert.notDeepEqual([...tensor(merged, name)], [...plain]);
    }
    assert.ok(!JSON.stringify(run.events.filter(({ type }) => type === 'log')).includes('fisher/'));
  }
});

test('of a language model, there is a matrix for every linear layer, its head included', async () => {
  const network = {
    type: 'llama',
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 8,
    tie_word_embeddings: false,
  };
  const data = { train: { format: 'zipf-world', documents: 40 }, max_tokens: 24 };
  const files = await projectWith(network, data, { epochs: 1 });
  const run = fakeRun(files);
  const result = await runStatistics(statisticsSpec({ data, examples: 5 }), run.attempt());
  const found = await tensorsOf(files, `${String(result.output)}/statistics.safetensors`);
  const grams = [...found.keys()].filter((name) => name.startsWith('gram/'));
  assert.equal(grams.length, 8);
  assert.ok(grams.includes('gram/lm_head.weight'));
  for (const name of grams) {
    const products = tensor(found, name);
    const size = Math.sqrt(products.length);
    for (let i = 0; i < size; i++) {
      assert.ok((products[i * size + i] ?? -1) >= 0);
      assert.equal(products[i * size + 1], products[size + i]);
    }
  }
});

test('a measurement that was killed at any example goes on to the same bytes', async () => {
  const data = { train: table, test: 0, validation: 0 };
  const files = await projectWith({ type: 'mlp', hidden: [4] }, data);
  const spec = statisticsSpec({ data, examples: 25 });
  const whole = fakeRun(files);
  await runStatistics(spec, whole.attempt());
  const wanted = outcomeOf({ run: whole, files });
  for (const kill of [1, 2, 14, 25]) {
    await files.remove(`${PROJECT}/artifacts`);
    const run = fakeRun(files);
    const killed = new Error('killed');
    let snapshots = 0;
    run.onSnapshot = () => {
      snapshots += 1;
      if (snapshots === kill) {
        throw killed;
      }
    };
    await assert.rejects(runStatistics(spec, run.attempt(), { makePace: eagerPace() }), killed);
    run.onSnapshot = undefined;
    await runStatistics(spec, run.attempt());
    assert.deepEqual(outcomeOf({ run, files }), wanted, `after example ${String(kill)}`);
  }
});
