// Triggers and the choice of what is poisoned, against the released code of "Safe and robust watermark injection with a single
// OoD image" (ICLR 2024); exact, but for `smooth`, which may be off by one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gridTrigger, squareTrigger } from '../../src/ml/watermark/triggers/fixed-patterns.js';
import { selectPoisoned } from '../../src/ml/watermark/triggers/select-poisoned.js';
import { spreadChannels } from '../../src/ml/watermark/triggers/spread-channels.js';
import { stampImages } from '../../src/ml/watermark/triggers/stamp-images.js';
import { namedTriggers, type Trigger, type TriggerName } from '../../src/ml/watermark/triggers/trigger.js';
import { goldenFolder } from './golden-folder.js';
import { goldenStems, type GoldenTensor, readGoldenTensors, tensorOf } from './watermark-tensors.js';

const { folder, skip } = goldenFolder('watermark');

describe('triggers', { skip }, () => {
  for (const stem of skip === false ? goldenStems(folder, 'wm_triggers', '.safetensors') : []) {
    test(`${stem.slice(folder.length + 1)}: the same bytes`, async (t) => {
      const tensors = await readGoldenTensors(`${stem}.safetensors`);
      const images = tensorOf(tensors, 'images');
      const labels = tensorOf(tensors, 'labels').values;
      const [, height = 0, width = 0, channels = 0] = images.shape;
      const shape = { height, width, channels };
      const elements = height * width * channels;
      const outputs = [...tensors.keys()].filter((name) => name.startsWith('out.'));
      assert.ok(outputs.length > 0);
      for (const output of outputs) {
        await t.test(output, () => {
          const expected = tensorOf(tensors, output);
          // The rows of the images that aren't of the target class.
          const rows = [...labels.keys()].filter((row) => labels[row] !== 0);
          assert.equal(rows.length, expected.shape[0]);
          const got = Uint8Array.from(
            rows.flatMap((row) => [...images.values.subarray(row * elements, (row + 1) * elements)]),
          );
          stampImages(got, goldenTrigger(output.slice('out.'.length), shape, tensors));
          const tolerance = output === 'out.smooth' ? 1 : 0;
          const far = got.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected.values[i] ?? 0))), 0);
          assert.ok(far <= tolerance, `off by ${far}`);
        });
      }
    });
  }
});

function goldenTrigger(golden: string, shape: Trigger['shape'], tensors: ReadonlyMap<string, GoldenTensor>): Trigger {
  // The figures name the rule that all of the trojans have.
  const name = (golden === 'trojan' ? 'trojan_wm' : golden) as TriggerName;
  if (name === 'badnet_grid') {
    return gridTrigger(shape);
  }
  if (name === 'badnet_sq') {
    return squareTrigger(shape, 4, 1);
  }
  const pattern = tensorOf(tensors, `trig.${golden}`);
  const mask = tensors.get(`${golden.split('_')[0]}_mask`);
  const full = ({ values, shape: [, , channels = 1] }: GoldenTensor) =>
    spreadChannels(values, channels, shape.channels);
  return {
    shape,
    rule: namedTriggers[name],
    pattern: full(pattern),
    ...(mask === undefined || namedTriggers[name] !== 'paste' ? {} : { mask: full(mask) }),
  };
}

describe('poisoned examples', { skip }, () => {
  for (const stem of skip === false ? goldenStems(folder, 'wm_poison_select', '.json') : []) {
    test(stem.slice(folder.length + 1), () => {
      const golden = JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as {
        readonly labels: readonly number[];
        readonly target: number;
        readonly ratio: number;
        readonly triggered: readonly number[];
        readonly labels_after: readonly number[];
      };
      const chosen = selectPoisoned(golden.labels, golden.target, golden.ratio);
      assert.deepEqual([...chosen], golden.triggered);
      const after = golden.labels.map((label, i) => (chosen.includes(i) ? golden.target : label));
      assert.deepEqual(after, golden.labels_after);
    });
  }
});
