import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ArrayDataset } from '../../../src/ml/data/dataset.js';
import { elementsOf } from '../../../src/ml/data/dataset.js';
import { toIdxFiles, toNpzFile } from '../../../src/ml/data/write-arrays.js';
import { openFrom, valuesAt } from './readers/open-in-memory.js';
import { openGlyphs } from '../../../src/ml/data/glyphs/open-glyphs.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const never = new AbortController().signal;

async function readAll(dataset: ArrayDataset): Promise<Float32Array> {
  const out = new Float32Array(dataset.examples * elementsOf(dataset.shape));
  await dataset.read(
    Int32Array.from({ length: dataset.examples }, (_, i) => i),
    out,
    never,
  );
  return out;
}

/**
 * Accuracy of a network with one hidden layer of tanh units, trained on one set by plain gradient descent with momentum and asked
 * about another; written out so that the figure depends on no library.
 */
async function perceptronAccuracy(
  train: ArrayDataset,
  test: ArrayDataset,
  hidden: number,
  epochs: number,
): Promise<number> {
  const [x, y] = [await readAll(train), train.labels ?? new Int32Array(0)];
  const inputs = elementsOf(train.shape);
  const classes = train.classes.length;
  const first = new Float64Array(hidden * (inputs + 1)).map(
    (_, i) => Math.sin(7.13 * i * i + i) / Math.sqrt(inputs / 2),
  );
  const second = new Float64Array(classes * (hidden + 1)).map((_, i) => Math.sin(3.7 * i * i + i) / Math.sqrt(hidden));
  const [speed1, speed2] = [new Float64Array(first.length), new Float64Array(second.length)];
  const units = new Float64Array(hidden);
  const scores = new Float64Array(classes);
  const forward = (from: Float32Array, start: number): void => {
    for (let h = 0; h < hidden; h++) {
      let sum = first[h * (inputs + 1) + inputs] ?? 0;
      for (let i = 0; i < inputs; i++) {
        sum += (first[h * (inputs + 1) + i] ?? 0) * (from[start + i] ?? 0);
      }
      units[h] = Math.tanh(sum);
    }
    for (let c = 0; c < classes; c++) {
      let sum = second[c * (hidden + 1) + hidden] ?? 0;
      for (let h = 0; h < hidden; h++) {
        sum += (second[c * (hidden + 1) + h] ?? 0) * (units[h] ?? 0);
      }
      scores[c] = sum;
    }
  };
  const move = (weights: Float64Array, speeds: Float64Array, at: number, gradient: number): void => {
    const speed = 0.9 * (speeds[at] ?? 0) - 0.004 * gradient;
    speeds[at] = speed;
    weights[at] = (weights[at] ?? 0) + speed;
  };
  for (let step = 0; step < epochs * train.examples; step++) {
    const n = (step * 7919) % train.examples;
    forward(x, n * inputs);
    const most = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
    const errors = scores.map((score, c) => Math.exp(score - most) / total - (c === y[n] ? 1 : 0));
    for (let h = 0; h < hidden; h++) {
      let back = 0;
      for (let c = 0; c < classes; c++) {
        back += (errors[c] ?? 0) * (second[c * (hidden + 1) + h] ?? 0);
      }
      const unit = units[h] ?? 0;
      const delta = back * (1 - unit * unit);
      for (let i = 0; i < inputs; i++) {
        move(first, speed1, h * (inputs + 1) + i, delta * (x[n * inputs + i] ?? 0));
      }
      move(first, speed1, h * (inputs + 1) + inputs, delta);
    }
    for (let c = 0; c < classes; c++) {
      for (let h = 0; h < hidden; h++) {
        move(second, speed2, c * (hidden + 1) + h, (errors[c] ?? 0) * (units[h] ?? 0));
      }
      move(second, speed2, c * (hidden + 1) + hidden, errors[c] ?? 0);
    }
  }
  const asked = await readAll(test);
  let right = 0;
  for (let n = 0; n < test.examples; n++) {
    forward(asked, n * inputs);
    right += scores.indexOf(Math.max(...scores)) === test.labels?.[n] ? 1 : 0;
  }
  return right / test.examples;
}

describe('glyph images', () => {
  const looks = ([8, 32] as const).flatMap((size) =>
    ([10, 100] as const).flatMap((classes) =>
      ([1, 3] as const).map((channels) => ({ format: 'glyphs', size, classes, channels }) as const),
    ),
  );

  test('every look has its shape and classes, bytes in 0..1, and depends on the seed and the place alone', async () => {
    for (const look of looks) {
      const dataset = openGlyphs({ ...look, examples: 120, seed: 5 });
      assert.deepEqual(dataset.shape, [look.size, look.size, look.channels]);
      assert.deepEqual([dataset.classes.length, new Set(dataset.labels).size], [look.classes, look.classes]);
      const all = await readAll(dataset);
      assert.ok(all.every((value) => value === Math.fround(Math.round(value * 255) / 255) && value >= 0 && value <= 1));
      const elements = elementsOf(dataset.shape);
      const one = new Float32Array(elements);
      await openGlyphs({ ...look, examples: 1_000_000, seed: 5 }).read([77], one, never);
      assert.deepEqual(one, all.subarray(77 * elements, 78 * elements));
      await openGlyphs({ ...look, examples: 120, seed: 6 }).read([77], one, never);
      assert.notDeepEqual(one, all.subarray(77 * elements, 78 * elements));
    }
  });

  test('no examples are refused, and a stop is heard', async () => {
    await throwsProblem('data-empty', () =>
      openGlyphs({ format: 'glyphs', size: 8, classes: 10, examples: 0, seed: 1 }),
    );
    const dataset = openGlyphs({ format: 'glyphs', size: 8, classes: 10, examples: 5, seed: 1 });
    await assert.rejects(dataset.read([0], new Float32Array(64), AbortSignal.abort()), { name: 'AbortError' });
  });

  test('written as files they are read as the same images', async () => {
    const dataset = openGlyphs({ format: 'glyphs', size: 8, classes: 10, examples: 25, seed: 1 });
    const wanted = await readAll(dataset);
    const { images, labels } = await toIdxFiles(dataset, never);
    const idx = await openFrom({ x: images, y: labels }, { format: 'idx', inputs: 'x', labels: 'y' });
    const npz = await openFrom(
      { z: await toNpzFile(dataset, never) },
      { format: 'npz', file: 'z', inputs: 'x', labels: 'y' },
    );
    for (const read of [idx, npz]) {
      assert.deepEqual(
        await valuesAt(
          read,
          Array.from({ length: 25 }, (_, i) => i),
        ),
        wanted,
      );
      assert.deepEqual([read.labels, read.classes], [dataset.labels, dataset.classes]);
    }
  });

  test('a small network learns ten classes of 8 x 8 from 2,000 images to 90 to 97 %, and not to the end', async () => {
    const look = { format: 'glyphs', size: 8, classes: 10 } as const;
    const accuracy = await perceptronAccuracy(
      openGlyphs({ ...look, examples: 2000, seed: 1 }),
      openGlyphs({ ...look, examples: 1000, seed: 2 }),
      48,
      25,
    );
    assert.ok(accuracy > 0.9 && accuracy < 0.97, String(accuracy));
  });
});
