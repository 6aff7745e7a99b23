import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ArrayDataset } from '../../../src/ml/data/dataset.js';
import { openGlyphs } from '../../../src/ml/data/glyphs/open-glyphs.js';
import { holdInMemory } from '../../../src/ml/data/hold-in-memory.js';

const signal = new AbortController().signal;

/** Glyphs that count how many examples were read of them. */
function counted(): { readonly dataset: ArrayDataset; readonly read: () => number } {
  const glyphs = openGlyphs({ format: 'glyphs', size: 8, classes: 10, examples: 300, seed: 1 });
  let read = 0;
  const dataset: ArrayDataset = {
    ...glyphs,
    read(indices, out, stop) {
      read += indices.length;
      return glyphs.read(indices, out, stop);
    },
  };
  return { dataset, read: () => read };
}

describe('a set held in memory', () => {
  test('gives the same examples, each read once', async () => {
    const { dataset, read } = counted();
    const held = holdInMemory(dataset);
    const [wanted, found] = [new Float32Array(192), new Float32Array(192)];
    await openGlyphs({ format: 'glyphs', size: 8, classes: 10, examples: 300, seed: 1 }).read(
      [299, 0, 17],
      wanted,
      signal,
    );
    await Promise.all([held.read([299, 0, 17], found, signal), held.read([1], new Float32Array(64), signal)]);
    await held.read([299, 0, 17], found, signal);
    assert.deepEqual(found, wanted);
    assert.equal(read(), 300);
  });

  test('that was stopped while it was read is read again', async () => {
    const held = holdInMemory(counted().dataset);
    await assert.rejects(held.read([1], new Float32Array(64), AbortSignal.abort()), { name: 'AbortError' });
    const out = new Float32Array(64);
    await held.read([1], out, signal);
    assert.ok(out.some((value) => value > 0));
  });

  test('is left alone where it is too large', () => {
    const large = openGlyphs({ format: 'glyphs', size: 32, classes: 10, examples: 100_000, seed: 1 });
    assert.equal(holdInMemory(large), large);
  });
});
