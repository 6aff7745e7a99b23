import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { train } from '../../../src/engines/train/spec.js';
import { runTraining } from '../../../src/engines/train/run.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { checkpointSource } from '../../../src/ml/networks/tensor-source.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { curve, eventsOf, fakeRun, figure, glyphs, PROJECT, projectOf, trained, trainSpec } from './train-runs.js';

const signal = new AbortController().signal;
const cnn = { type: 'cnn', widths: [8, 16] };

before(async () => {
  const [backend = 'wasm'] = testedBackends();
  await useTestedBackend(backend);
});

async function weightOf(files: MemoryFiles, folder: string, name: string): Promise<Float32Array> {
  const checkpoint = await openCheckpoint(files, folder, signal);
  const source = checkpointSource(files, checkpoint);
  const tensor = source.find(name);
  assert.ok(tensor, name);
  return source.read(tensor);
}

function configOf(files: MemoryFiles, folder: string): Readonly<Record<string, unknown>> {
  return JSON.parse(files.textOf(`${folder}/config.json`)) as Readonly<Record<string, unknown>>;
}

describe('a transfer', () => {
  const target = glyphs({}, { examples: 120, seed: 5 });
  const keys = { network: cnn, data: target, batch_size: 16, report_every: 1 };

  test('begins the target with what the source has taught, under a head of its own', async () => {
    const source = { data: glyphs({ test: 0 }, { examples: 600, seed: 1 }), epochs: 8 };
    const spec = trainSpec({ ...keys, optimizer: { name: 'adam', lr: 0.01 }, epochs: 2, source });
    const transferred = await trained(spec);
    const alone = await trained(trainSpec({ ...keys, optimizer: { name: 'adam', lr: 0.01 }, epochs: 2 }));
    const begun = eventsOf(transferred.run, 'train/begun').map((event) => train.records.parse(event)) as {
      readonly stage: string;
      readonly firstStep: number;
      readonly steps: number;
    }[];
    assert.deepEqual(
      begun.map(({ stage, firstStep, steps }) => [stage, firstStep, steps]),
      [
        ['source', 0, 8 * Math.floor(540 / 16)],
        ['target', 8 * Math.floor(540 / 16), 12],
      ],
    );
    // What is told of the progress counts as the curves do.
    const steps = (of: string, key: string): unknown[] =>
      transferred.run.events.flatMap((event) =>
        event.type === of && (of === 'progress' || ('name' in event && event.name === 'loss'))
          ? [Object.entries(event).find(([name]) => name === key)?.[1]]
          : [],
      );
    assert.deepEqual(steps('progress', 'done'), steps('metric', 'step'));
    assert.deepEqual(steps('progress', 'total').at(-1), steps('progress', 'done').at(-1));
    // The head is new, so the first loss is that of chance; the features make it fall faster than those of a new network.
    const ofTarget = curve(transferred.run.events, 'loss').slice(-12);
    const fresh = curve(alone.run.events, 'loss');
    assert.ok((ofTarget[0] ?? 0) > 1.5, String(ofTarget[0]));
    assert.ok(
      (ofTarget.at(-1) ?? 9) < 0.7 * (fresh.at(-1) ?? 0),
      `${String(ofTarget.at(-1))}, alone ${String(fresh.at(-1))}`,
    );
  });

  test('counts steps over both stages, and names the source’s checkpoints apart', async () => {
    const source = { data: glyphs({ test: 0 }, { examples: 120, seed: 1 }), steps: 9 };
    const { run, files } = await trained(
      trainSpec({ ...keys, steps: 5, source, checkpoints: { keep: 1 }, evaluate_every: 3 }),
    );
    const steps = run.events.flatMap((event) => (event.type === 'metric' && event.name === 'loss' ? [event.step] : []));
    assert.deepEqual(
      steps,
      Array.from({ length: 14 }, (_, i) => i + 1),
    );
    const folders = files.paths().filter((file) => file.endsWith('model.safetensors'));
    assert.ok(folders.includes(`${PROJECT}/artifacts/checkpoints/source-best/model.safetensors`), folders.join());
    assert.ok(folders.includes(`${PROJECT}/artifacts/checkpoints/best/model.safetensors`));
  });

  test('to other classes leaves out the head alone', async () => {
    const source = { data: glyphs({ test: 0 }, { examples: 300, classes: 100, seed: 1 }), steps: 3 };
    const { result, files } = await trained(trainSpec({ ...keys, steps: 3, source }));
    assert.equal(configOf(files, String(result.output))['classes'], 10);
  });

  test('between images of other sizes is refused where the weights depend on it', async () => {
    const source = { data: glyphs({}, { examples: 100, channels: 3 }), steps: 3 };
    const found = await throwsProblem(
      'train-transfer',
      runTraining(trainSpec({ ...keys, source }), fakeRun().attempt()),
    );
    assert.equal(found.where.key, 'source.data');
  });
});

describe('a training that goes on from a model', () => {
  const data = glyphs({}, { examples: 300 });

  test('has its weights, its normalisation and its classes', async () => {
    const files = projectOf();
    const output = { path: `${PROJECT}/model`, overwrite: false };
    const first = await trained(
      trainSpec({ network: { ...cnn, batch_norm: false }, data, epochs: 6, optimizer: { name: 'adamg' } }),
      files,
      {
        output,
      },
    );
    const again = trainSpec({ model: './model', data, steps: 1, optimizer: { name: 'sgd', lr: 1e-9 } });
    const { result } = await trained(again, files);
    assert.ok(Math.abs(figure(result, 'test-accuracy') - figure(first.result, 'test-accuracy')) < 1e-9);
    const folder = `${PROJECT}/artifacts/model`;
    assert.deepEqual(configOf(files, folder)['normalisation'], configOf(files, output.path)['normalisation']);
    const [before, after] = [
      await weightOf(files, output.path, 'fc.weight'),
      await weightOf(files, folder, 'fc.weight'),
    ];
    assert.ok(before.every((value, i) => Math.abs(value - (after[i] ?? 0)) < 1e-6));
  });

  test('takes other classes with a fresh head, and not without', async () => {
    const files = projectOf();
    await trained(trainSpec({ network: cnn, data, steps: 5 }), files, {
      output: { path: `${PROJECT}/model`, overwrite: false },
    });
    const others = glyphs({}, { examples: 400, classes: 100 });
    const refused = trainSpec({ model: './model', data: others, steps: 2 });
    const found = await throwsProblem('train-classes', runTraining(refused, fakeRun(files).attempt()));
    assert.deepEqual([found.arguments.expected, found.arguments.found], [10, 100]);
    await trained(
      trainSpec({ model: './model', fresh_head: true, data: others, steps: 2, optimizer: { name: 'sgd', lr: 1e-9 } }),
      files,
    );
    const folder = `${PROJECT}/artifacts/model`;
    assert.equal((await weightOf(files, folder, 'fc.bias')).length, 100);
    assert.equal(configOf(files, folder)['classes'], 100);
    const names = [...(await openCheckpoint(files, folder, signal)).tensors.keys()];
    const body = names.find((name) => name.endsWith('.weight') && !name.startsWith('fc.')) ?? '';
    const [before, after] = [await weightOf(files, `${PROJECT}/model`, body), await weightOf(files, folder, body)];
    assert.ok(before.every((value, i) => Math.abs(value - (after[i] ?? 0)) < 1e-6));
  });

  test('writes the number format that is wanted', async () => {
    const files = projectOf();
    await trained(trainSpec({ network: cnn, data, steps: 2, dtype: 'bfloat16' }), files);
    const checkpoint = await openCheckpoint(files, `${PROJECT}/artifacts/model`, signal);
    assert.deepEqual([...new Set([...checkpoint.tensors.values()].map(({ dtype }) => dtype))], ['BF16']);
  });
});

describe('the end of a training', () => {
  test('comes early when nothing gets better, and the best checkpoint is the result', async () => {
    const spec = trainSpec({
      data: glyphs({}, { examples: 120 }),
      // So large a step spoils the network soon.
      optimizer: { name: 'sgd', lr: 3 },
      epochs: 200,
      patience: 3,
    });
    const { run, result, files } = await trained(spec);
    const scores = curve(run.events, 'validation/accuracy');
    const best = Math.max(...scores);
    const perEpoch = 3;
    assert.equal(figure(result, 'steps'), (scores.indexOf(best) + 1 + 3) * perEpoch);
    assert.ok(figure(result, 'steps') < 200 * perEpoch);
    assert.equal(figure(result, 'best-step'), (scores.indexOf(best) + 1) * perEpoch);
    assert.equal(figure(result, 'validation-accuracy'), best);
    assert.deepEqual(
      files.bytesOf(`${PROJECT}/artifacts/model/model.safetensors`),
      files.bytesOf(`${PROJECT}/artifacts/checkpoints/best/model.safetensors`),
    );
  });

  test('keeps the last checkpoints that were asked for, and scores the test set once', async () => {
    const spec = trainSpec({ epochs: 7, checkpoints: { every: 2, keep: 2 } });
    const { run, files } = await trained(spec);
    const folders = files.paths().flatMap((file) => /checkpoints\/([^/]+)\/model\.safetensors$/.exec(file)?.[1] ?? []);
    assert.deepEqual(folders, ['best', 'epoch-00004', 'epoch-00006']);
    assert.equal(curve(run.events, 'test/accuracy').length, 1);
    const last = eventsOf(run, 'train/epoch').at(-1);
    assert.equal(last?.type === 'train/epoch' ? last['epoch'] : undefined, 7);
  });

  test('is a divergence where a weight or the loss is no longer finite, and then there is no result', async () => {
    const spec = trainSpec({
      network: { type: 'mlp', hidden: [16, 16] },
      optimizer: { name: 'sgd', lr: 1e30 },
      epochs: 5,
    });
    const run = fakeRun();
    const found = await throwsProblem('train-diverged', runTraining(spec, run.attempt()));
    assert.equal(found.arguments.optimizer, 'sgd');
    assert.ok(found.arguments.step >= 1);
    assert.deepEqual(curve(run.events, 'test/accuracy'), []);
    assert.equal(eventsOf(run, 'artifact').length, 0);
  });

  test('without a validation set, the last weights are the result, averaged where the optimizer averages', async () => {
    const data = glyphs({ validation: 0 }, { examples: 200 });
    const spec = trainSpec({
      data,
      epochs: 2,
      optimizer: { name: 'schedule-free-adamw', lr: 0.02 },
      checkpoints: { keep: 1 },
    });
    const { result, files } = await trained(spec);
    assert.ok(figure(result, 'test-accuracy') >= 0);
    assert.ok(!result.figures.some(({ name }) => name === 'best-step'));
    assert.deepEqual(
      files.bytesOf(`${PROJECT}/artifacts/model/model.safetensors`),
      files.bytesOf(`${PROJECT}/artifacts/checkpoints/epoch-00002/model.safetensors`),
    );
  });
});
