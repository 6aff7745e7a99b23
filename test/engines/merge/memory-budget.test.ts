import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  RUNTIME_BYTES,
  shareMemory,
  THREAD_BYTES,
  type MergeDemands,
} from '../../../src/engines/merge/memory-budget.js';

const demands: MergeDemands = {
  fixedBytes: 2e6,
  bytesPerElement: 30,
  granularity: 1,
  largestTensor: 65e6,
  elements: 1.1e9,
  isHeavy: false,
};

describe('memory is shared among workers', () => {
  test('a small merge is done in the thread of the run', () => {
    assert.equal(shareMemory({ ...demands, elements: 1e6 }, { workers: 4, limitBytes: undefined }).workers, 0);
    assert.equal(shareMemory(demands, { workers: 4, limitBytes: undefined }).workers, 4);
    const heavy = { ...demands, elements: 1e6, isHeavy: true };
    assert.equal(shareMemory(heavy, { workers: 4, limitBytes: undefined }).workers, 4);
  });

  test('without a limit the chunks of many workers take no more than those of few', () => {
    const [few, many] = [2, 32].map((workers) => shareMemory(demands, { workers, limitBytes: undefined }));
    const chunks = (share: typeof few): number => (share?.workers ?? 0) * (share?.chunkElements ?? 0) * 30;
    assert.ok(chunks(few) <= 128e6 && chunks(many) <= 128e6);
  });

  test('chunks shrink under a limit, then workers go, before the limit is passed', () => {
    const at = (limitBytes: number): readonly number[] => {
      const { workers, chunkElements } = shareMemory(demands, { workers: 4, limitBytes });
      return [workers, chunkElements];
    };
    assert.equal(at(2e9)[0], 4);
    const tight = RUNTIME_BYTES + 4 * THREAD_BYTES + 10e6;
    assert.equal(at(tight)[0], 4);
    assert.ok((at(tight)[1] ?? 0) < (at(2e9)[1] ?? 0));
    assert.equal(at(RUNTIME_BYTES + 2 * THREAD_BYTES + 10e6)[0], 2);
  });

  test('what is planned stays within the limit wherever one worker with the least chunks does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 110, max: 4000 }),
        fc.integer({ min: 0, max: 500 }),
        (workers, limit, tables) => {
          const asked = { ...demands, fixedBytes: tables * 1e6 };
          const least = RUNTIME_BYTES + THREAD_BYTES + asked.fixedBytes + 4096 * 30;
          const share = shareMemory(asked, { workers, limitBytes: limit * 1e6 });
          assert.ok(share.memoryBytes <= limit * 1e6 || least > limit * 1e6);
          assert.ok(share.workers >= 1 && share.workers <= workers);
        },
      ),
      { seed: 1 },
    );
  });
});
