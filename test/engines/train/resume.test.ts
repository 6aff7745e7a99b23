import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import { runTraining } from '../../../src/engines/train/run.js';
import type { TrainSpec } from '../../../src/engines/train/spec/schema.js';
import type { MemoryFiles } from '../../fakes/memory-files.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import { projectRoot } from '../../rig/project-root.js';
import { curve, eagerPace, fakeRun, glyphs, outcomeOf, PROJECT, projectOf, trained, trainSpec } from './train-runs.js';

// Nine steps an epoch; reports and looks fall between and on the ends of epochs.
const common = { batch_size: 16, epochs: 2, report_every: 4, evaluate_every: 6, checkpoints: { keep: 1 } };
const small = { network: { type: 'cnn', widths: [2] }, ...common };
const few = glyphs({}, { examples: 190 });

const specs: Readonly<Record<string, TrainSpec>> = {
  'with augmentation': trainSpec({
    ...small,
    data: glyphs({ augment: { crop: 1, flip: 0.5, erase: 0.3, cutmix: 1 } }, { examples: 190 }),
  }),
  'with a schedule-free average': trainSpec({
    ...small,
    data: few,
    optimizer: { name: 'schedule-free-adamw', lr: 0.01 },
  }),
  'with the average of DoG': trainSpec({ ...small, data: few, optimizer: { name: 'dog', average: 8 } }),
  'with AdamG, a schedule and a clipped gradient': trainSpec({
    ...small,
    data: few,
    optimizer: { name: 'adamg' },
    schedule: { name: 'cosine', warmup: 3 },
    gradient_clip: 1,
    report_every: 1,
  }),
  'with a spiking network': trainSpec({
    ...small,
    data: few,
    network: { type: 'sew-resnet', blocks: [1], width: 2, time_steps: 2 },
  }),
  'in both stages of a transfer': trainSpec({
    ...small,
    data: few,
    optimizer: { name: 'prodigy' },
    source: { data: glyphs({ test: 0 }, { examples: 190, seed: 3 }), epochs: 1 },
  }),
  'without anything held out': trainSpec({
    ...small,
    data: glyphs({ validation: 0, test: 0 }, { examples: 150 }),
    optimizer: { name: 'schedule-free-adamw', lr: 0.01 },
  }),
};

/** A project with texts and a tokenizer, and what else it is given. */
function textProject(contents: Readonly<Record<string, string | Uint8Array>> = {}): MemoryFiles {
  return projectOf({
    'texts.jsonl': Array.from({ length: 60 }, (_, i) => JSON.stringify({ text: `word ${String(i % 7)}` })).join('\n'),
    'words/tokenizer.json': readFileSync(path.join(projectRoot, 'test/fixtures/tokenizers/byte-level/tokenizer.json')),
    ...contents,
  });
}

describe('a training that was killed at any step', () => {
  before(async () => {
    const [backend = 'wasm'] = testedBackends();
    await useTestedBackend(backend);
  });

  for (const [name, spec] of Object.entries(specs)) {
    test(`${name}: goes on from its snapshot to the same losses and the same bytes`, async () => {
      const whole = await trained(spec);
      const snapshots = await countSnapshots(spec);
      assert.ok(snapshots >= 18, `${String(snapshots)} snapshots`);
      for (let kill = 1; kill <= snapshots; kill++) {
        const killed = await killedAt(spec, kill);
        await runTraining(spec, killed.run.attempt());
        assert.deepEqual(
          curve(killed.run.events, 'loss'),
          curve(whole.run.events, 'loss'),
          `after snapshot ${String(kill)}`,
        );
        assert.deepEqual(outcomeOf(killed), outcomeOf(whole), `after snapshot ${String(kill)}`);
      }
    });
  }

  test('with dropout: drops in every step what it would have dropped', async () => {
    const texts = { train: { format: 'jsonl', file: './texts.jsonl', text: ['text'] }, find_duplicates: false };
    const keys = { data: texts, tokenizer: './words', batch_size: 8, steps: 9, report_every: 1 };
    const network = { type: 'gpt2', n_embd: 8, n_layer: 1, n_head: 2 };
    const made = textProject();
    await trained(trainSpec({ ...keys, network }), made, { output: { path: `${PROJECT}/model`, overwrite: false } });
    const config = JSON.parse(made.textOf(`${PROJECT}/model/config.json`)) as object;
    const begin = (own: object): MemoryFiles =>
      textProject({
        'model/config.json': JSON.stringify({ ...config, ...own }),
        'model/model.safetensors': made.bytesOf(`${PROJECT}/model/model.safetensors`),
      });
    const spec = trainSpec({ ...keys, model: './model' });
    const dropping = { embd_pdrop: 0.1, attn_pdrop: 0.1, resid_pdrop: 0.1 };
    const whole = await trained(spec, begin(dropping));
    const plain = await trained(spec, begin({}));
    assert.notDeepEqual(curve(whole.run.events, 'loss'), curve(plain.run.events, 'loss'));
    for (const kill of [2, 5, 9]) {
      const killed = await killedAt(spec, kill, begin(dropping));
      await runTraining(spec, killed.run.attempt());
      assert.deepEqual(outcomeOf(killed), outcomeOf(whole), `after snapshot ${String(kill)}`);
    }
  });

  test('between two snapshots: what came after the newest one is dropped and done again', async () => {
    const spec = specs['with augmentation'] ?? trainSpec();
    const whole = await trained(spec);
    for (let stop = 3; stop < whole.run.events.length; stop += 5) {
      const files = projectOf();
      const run = fakeRun(files);
      let events = 0;
      const killed = new Error('killed');
      run.onEvent = () => {
        events += 1;
        if (events === stop) {
          throw killed;
        }
      };
      // A snapshot at every fifth step or so.
      let asked = 0;
      const makePace = eagerPace(() => asked++ % 5 === 0);
      await assert.rejects(runTraining(spec, run.attempt(), { makePace }), killed);
      run.onEvent = undefined;
      await runTraining(spec, run.attempt());
      assert.deepEqual(outcomeOf({ run, files }), outcomeOf(whole), `killed at event ${String(stop)}`);
    }
  });

  test('a stop leaves a snapshot of the step that it came in, and the run goes on from there', async () => {
    const spec = specs['with augmentation'] ?? trainSpec();
    const whole = await trained(spec);
    const files = projectOf();
    const run = fakeRun(files);
    const controller = new AbortController();
    run.onEvent = (event) => {
      if (event.type === 'progress' && event['done'] === 8) {
        controller.abort();
      }
    };
    await assert.rejects(
      runTraining(spec, run.attempt(controller.signal)),
      (thrown) => thrown === controller.signal.reason,
    );
    run.onEvent = undefined;
    let steps = 0;
    run.onEvent = (event) => {
      steps += event.type === 'progress' ? 1 : 0;
    };
    const context = run.attempt();
    assert.equal(run.events.at(-1)?.type, 'progress');
    await runTraining(spec, context);
    assert.equal(steps, 3);
    assert.deepEqual(outcomeOf({ run, files }), outcomeOf(whole));
  });

  test('a snapshot holds the weights and what the optimizer keeps of them, and little else', async () => {
    const spec = trainSpec({
      ...small,
      network: { type: 'mlp', hidden: [256] },
      data: few,
      optimizer: { name: 'adam' },
    });
    const run = fakeRun();
    let largest = 0;
    run.onSnapshot = () => {
      largest = Math.max(largest, run.snapshotBytes);
    };
    await runTraining(spec, run.attempt(), { makePace: eagerPace() });
    const weights = 4 * (64 * 256 + 256 + 256 * 10 + 10);
    assert.ok(largest >= 3 * weights && largest < 3.2 * weights, `${String(largest / weights)} times the weights`);
  });
});

async function countSnapshots(spec: TrainSpec): Promise<number> {
  const run = fakeRun();
  let snapshots = 0;
  run.onSnapshot = () => {
    snapshots += 1;
  };
  await runTraining(spec, run.attempt(), { makePace: eagerPace() });
  return snapshots;
}

/** A run that ends within its n-th snapshot, as if nothing ran afterwards. */
async function killedAt(spec: TrainSpec, nth: number, files = projectOf()): Promise<Parameters<typeof outcomeOf>[0]> {
  const run = fakeRun(files);
  const killed = new Error('killed');
  let snapshots = 0;
  run.onSnapshot = () => {
    snapshots += 1;
    if (snapshots === nth) {
      throw killed;
    }
  };
  await assert.rejects(runTraining(spec, run.attempt(), { makePace: eagerPace() }), killed);
  run.onSnapshot = undefined;
  return { run, files };
}
