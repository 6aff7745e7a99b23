import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { runTraining } from '../../../src/engines/train/run.js';
import { train } from '../../../src/engines/train/spec.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import { curve, eventsOf, fakeRun, figure, glyphs, outcomeOf, trained, trainSpec } from './train-runs.js';

const mlp = trainSpec({ data: glyphs({}, { examples: 1000 }), epochs: 8 });
const cnn = trainSpec({
  network: { type: 'cnn', widths: [8, 16] },
  data: glyphs({}, { examples: 800 }),
  optimizer: { name: 'adamg' },
  batch_size: 16,
  epochs: 12,
});
const sew = trainSpec({
  network: { type: 'sew-resnet', blocks: [1], width: 8, time_steps: 2 },
  data: glyphs({}, { examples: 800 }),
  optimizer: { name: 'adam', lr: 0.02 },
  batch_size: 16,
  epochs: 8,
});

for (const backend of testedBackends()) {
  describe(`a training on ${backend}`, { concurrency: false }, () => {
    for (const [name, spec] of Object.entries({ mlp, cnn, sew })) {
      // Ten classes: chance is 0.1.
      test(`${name} learns glyphs far above chance, and leaves no tensor behind`, async () => {
        await useTestedBackend(backend);
        const before = tf.memory().numTensors;
        const { run, result } = await trained(spec);
        assert.equal(tf.memory().numTensors, before);
        const losses = curve(run.events, 'loss');
        assert.ok(
          (losses.at(-1) ?? 1) < 0.6 * (losses[0] ?? 0),
          `loss ${String(losses[0])} to ${String(losses.at(-1))}`,
        );
        assert.ok(figure(result, 'test-accuracy') > 0.5, `accuracy ${String(figure(result, 'test-accuracy'))}`);
        for (const event of run.events.filter(({ type }) => type.startsWith('train/'))) {
          assert.doesNotThrow(() => train.records.parse(event));
        }
      });
    }

    test('one seed gives one trajectory and one result, another seed another', async () => {
      await useTestedBackend(backend);
      const spec = trainSpec({
        network: { type: 'cnn', widths: [4] },
        data: glyphs({ augment: { crop: 1, flip: 0.5, mixup: 0.4 } }),
        epochs: 2,
        report_every: 1,
      });
      const [one, same, other] = [
        await trained(spec),
        await trained(spec),
        await trained(spec, undefined, { seed: 8 }),
      ];
      assert.deepEqual(outcomeOf(same), outcomeOf(one));
      assert.notDeepEqual(curve(other.run.events, 'loss'), curve(one.run.events, 'loss'));
    });

    test('no tensor is leaked over 1,000 steps', async () => {
      await useTestedBackend(backend);
      const spec = trainSpec({
        network: { type: 'cnn', widths: [2] },
        data: glyphs({ augment: { crop: 1 } }, { examples: 100 }),
        batch_size: 8,
        steps: 1000,
        gradient_clip: 1,
        label_smoothing: 0.1,
        evaluate_every: 250,
      });
      const counts: number[] = [];
      const run = fakeRun();
      run.onEvent = ({ type }) => {
        if (type === 'progress') {
          counts.push(tf.memory().numTensors);
        }
      };
      await runTraining(spec, run.attempt());
      assert.equal(counts.length, 100);
      assert.equal(new Set(counts).size, 1, `tensors: ${[...new Set(counts)].join(', ')}`);
    });
  });
}

test('a spiking network tells rates, a raster and operations at every look at the validation set', async () => {
  const [backend = 'wasm'] = testedBackends();
  await useTestedBackend(backend);
  const { run } = await trained(sew);
  const looks = curve(run.events, 'validation/accuracy').length;
  assert.equal(looks, 8);
  assert.equal(eventsOf(run, 'train/spikes').length, looks);
  assert.equal(eventsOf(run, 'train/operations').length, looks);
  const rates = run.events.flatMap((event) =>
    event.type === 'metric' && event.name.startsWith('firing-rate/') ? [event.value] : [],
  );
  assert.ok(rates.length >= looks);
  assert.ok(rates.every((rate) => rate >= 0 && rate <= 1));
});
