import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { softLabels } from '../../../src/ml/watermark/injection/injection-labels.js';
import { injectionBatch, joinBatches } from '../../../src/ml/watermark/injection/join-batches.js';
import { searchGamma } from '../../../src/ml/watermark/injection/search-gamma.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

const { signal } = new AbortController();

/** Searches where what is lost grows with gamma, by a power of it. */
function search(limit: number, power: number, trials: number) {
  const lostAt = (gamma: number) => Promise.resolve(0.02 * (gamma / limit) ** power);
  return searchGamma(lostAt, { budget: 0.02, largest: 0.1, trials, signal });
}

describe('the search for gamma', () => {
  const limits = fc.double({ min: 1e-3, max: 1, noNaN: true });

  test('finds what stays within the budget, and comes close to the largest that does', async () => {
    await fc.assert(
      fc.asyncProperty(limits, fc.double({ min: 0.2, max: 3, noNaN: true }), async (limit, power) => {
        const { gamma, trials } = await search(limit, power, 12);
        assert.ok(gamma !== undefined && gamma <= Math.min(0.1, limit * (1 + 1e-9)));
        assert.ok(gamma >= 0.9 * Math.min(0.1, limit));
        assert.ok(trials.length <= 12);
        assert.ok(trials.some((trial) => trial.gamma === gamma && trial.lost <= 0.02));
      }),
    );
  });

  test('tries the largest first, and only that where it fits', async () => {
    assert.deepEqual(await search(1, 1, 5), { gamma: 0.1, trials: [{ gamma: 0.1, lost: 0.02 * 0.1 }] });
  });

  test('says so where nothing fits in as many trials as it has, and where every injection diverges', async () => {
    const none = await search(1e-6, 1, 3);
    assert.equal(none.gamma, undefined);
    assert.deepEqual(
      none.trials.map(({ gamma }) => gamma),
      [0.1, 0.1 / 4, 0.1 / 16],
    );
    const diverged = await searchGamma(() => Promise.resolve(Number.NaN), { budget: 1, largest: 1, trials: 2, signal });
    assert.deepEqual([diverged.gamma, diverged.trials.length], [undefined, 2]);
  });

  test('ends when the run is to stop', async () => {
    const stop = new AbortController();
    const lostAt = () => {
      stop.abort();
      return Promise.resolve(1);
    };
    await assert.rejects(searchGamma(lostAt, { budget: 0, largest: 1, trials: 9, signal: stop.signal }), {
      name: 'AbortError',
    });
  });
});

test('soft labels are what the clean model says of clean patches, and the target of stamped ones', () => {
  const set = {
    patches: new Uint8Array(3),
    labels: Int32Array.from([1, 0, 1]),
    isTriggered: Uint8Array.from([0, 0, 1]),
  };
  const logits = { values: [0, Math.log(3), 1000, 1000, 5, -5], classes: 2 };
  const close = (got: Float32Array, expected: readonly number[]) =>
    got.every((value, i) => Math.abs(value - (expected[i] ?? 0)) < 1e-6);
  assert.ok(close(softLabels(set, logits, 1), [0.25, 0.75, 0.5, 0.5, 0, 1]));
  assert.ok(close(softLabels(set, logits, 0.5), [0.1, 0.9, 0.5, 0.5, 0, 1]));
});

test('patches and data of the task make one batch, of which the patches that are stamped are known', () => {
  const patches = {
    inputs: Float32Array.from([1, 2, 3, 4]),
    shape: [2, 1, 2, 1],
    examples: Int32Array.from([2, 0]),
    labels: Int32Array.from([5, 6]),
    targets: undefined,
  };
  const own = { ...patches, inputs: Float32Array.from([7, 8]), shape: [1, 1, 2, 1], labels: Int32Array.from([9]) };
  const batch = injectionBatch(patches, Uint8Array.from([0, 1, 1]));
  assert.deepEqual([...batch.isTriggered], [1, 0]);
  assert.deepEqual(joinBatches(batch, own), {
    inputs: Float32Array.from([1, 2, 3, 4, 7, 8]),
    shape: [3, 1, 2, 1],
    labels: Int32Array.from([5, 6, 9]),
    isTriggered: Uint8Array.from([1, 0, 0]),
  });
  assert.throws(() => joinBatches(batch, { ...own, shape: [1, 2, 1, 1] }), RangeError);
});
