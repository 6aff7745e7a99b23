import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { arrayBatches } from '../../../src/ml/data/batches/array-batches.js';
import type { ArrayBatch, ArrayBatchOptions } from '../../../src/ml/data/batches/array-batches.js';
import { countBatches, epochOrder } from '../../../src/ml/data/batches/batch-plan.js';
import { channelStatistics } from '../../../src/ml/data/batches/channel-statistics.js';
import { prefetch } from '../../../src/ml/data/batches/prefetch.js';
import { rowBatches } from '../../../src/ml/data/batches/row-batches.js';
import { openGlyphs } from '../../../src/ml/data/glyphs/open-glyphs.js';
import { openZipfWorld } from '../../../src/ml/data/zipf/open-zipf-world.js';

const signal = new AbortController().signal;
const dataset = openGlyphs({ format: 'glyphs', size: 8, classes: 10, channels: 3, examples: 60, seed: 4 });
const indices = Int32Array.from({ length: 50 }, (_, i) => i + 10);
const plan = { batchSize: 8, dropsLast: false };

async function collect(options: Omit<ArrayBatchOptions, 'signal'>): Promise<readonly ArrayBatch[]> {
  const batches: ArrayBatch[] = [];
  for await (const batch of arrayBatches({ dataset, indices }, { ...options, signal })) {
    batches.push(batch);
  }
  return batches;
}

describe('batches', () => {
  test('an epoch has every example once, in an order of its own that seed and epoch give again', async () => {
    const epoch = (number: number): Promise<readonly ArrayBatch[]> =>
      collect({ plan, training: { seed: 1, epoch: number, first: 0 } });
    const [first, second] = [await epoch(0), await epoch(1)];
    const order = (batches: readonly ArrayBatch[]): readonly number[] =>
      batches.flatMap(({ examples }) => [...examples]);
    assert.deepEqual(
      order(first).toSorted((a, b) => a - b),
      [...indices],
    );
    assert.notDeepEqual(order(first), order(second));
    assert.deepEqual(order(first), [...epochOrder(indices, 1, 0)]);
    assert.deepEqual(
      first.map(({ shape }) => shape[0]),
      [8, 8, 8, 8, 8, 8, 2],
    );
    assert.deepEqual(
      [...(first[0]?.labels ?? [])],
      [...(first[0]?.examples ?? [])].map((example) => example % 10),
    );
  });

  test('begun at batch k the rest of an augmented epoch has the same bytes', async () => {
    const augmentation = { crop: { padding: 1 }, flip: 0.5, mixup: { alpha: 0.4 }, cutmix: { alpha: 1 } };
    const from = (first: number): Promise<readonly ArrayBatch[]> =>
      collect({ plan, training: { seed: 1, epoch: 3, first, augmentation } });
    assert.deepEqual(await from(4), (await from(0)).slice(4));
  });

  test('a last batch that is not full is dropped where that is asked for, unless it is the only one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }), (examples, batchSize) => {
        const kept = countBatches(examples, { batchSize, dropsLast: false });
        const dropped = countBatches(examples, { batchSize, dropsLast: true });
        assert.equal(kept, Math.ceil(examples / batchSize));
        assert.equal(dropped, Math.max(1, Math.floor(examples / batchSize)));
      }),
    );
  });

  test('an evaluation reads the examples in their order; normalised ones have mean 0 and deviation 1 by channel', async () => {
    const statistics = await channelStatistics(dataset, indices, signal);
    const batches = await collect({ plan, statistics });
    assert.deepEqual(
      batches.flatMap(({ examples }) => [...examples]),
      [...indices],
    );
    const values = batches.flatMap(({ inputs }) => [...inputs]);
    for (const channel of [0, 1, 2]) {
      const own = values.filter((_, i) => i % 3 === channel);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      assert.ok(Math.abs(mean) < 1e-4 && Math.abs(variance - 1) < 1e-4, `${mean} ${variance}`);
    }
  });

  test('rows come in batches, too', async () => {
    const texts = openZipfWorld({ format: 'zipf-world', documents: 10, seed: 1 });
    const all = { dataset: texts, indices: Int32Array.from({ length: 10 }, (_, i) => i) };
    const seen: number[] = [];
    for await (const { rows, examples, labels } of rowBatches(all, {
      plan: { batchSize: 4, dropsLast: true },
      signal,
      training: { seed: 1, epoch: 0, first: 0 },
    })) {
      assert.deepEqual(rows, await texts.readRows(examples, signal));
      assert.equal(labels.length, 0);
      seen.push(...examples);
    }
    assert.equal(new Set(seen).size, 8);
  });
});

describe('reading ahead', () => {
  test('results come in order, and no more than asked for is begun', async () => {
    let begun = 0;
    function* loads(): Generator<() => Promise<number>> {
      for (let i = 0; i < 10; i++) {
        yield () => {
          begun++;
          // Later ones are done earlier.
          return new Promise((resolve) =>
            setImmediate(() => (i % 2 === 0 ? setImmediate(() => resolve(i)) : resolve(i))),
          );
        };
      }
    }
    const seen: number[] = [];
    for await (const value of prefetch(loads(), 2)) {
      seen.push(value);
      assert.ok(begun <= seen.length + 2, `${begun} ${seen.length}`);
      if (value === 6) {
        break;
      }
    }
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6]);
  });

  test('a load that fails is told when its turn comes', async () => {
    const loads = [() => Promise.resolve(1), () => Promise.reject(new Error('broken')), () => Promise.resolve(3)];
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const value of prefetch(loads, 2)) {
        seen.push(value);
      }
    }, /broken/);
    assert.deepEqual(seen, [1]);
  });
});
