import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MergeBackend } from '../../../../src/engines/merge/merge-backend.js';
import { methods } from '../../../../src/engines/merge/methods/methods.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';
import { keepMasks, outlineOf, type TestUnit } from './run-unit.js';

const zeros = (length: number): readonly number[] => new Array<number>(length).fill(0);

describe('memory', () => {
  for (const method of methods.values()) {
    test(`${method.name} allocates no more than it says, and no more for a larger tensor of the same rows`, () => {
      const allocated = [64, 4096].map((rows) => {
        const unit: TestUnit = {
          method: method.name,
          models: Array.from({ length: method.inputs.minimum }, () => zeros(rows * 8)),
          shape: [rows, 8],
          perModel: [0, 1].map(() => ({ weight: 1, density: 0.5 })),
          shared: { t: 0.5, select_topk: 0.5 },
          keep: keepMasks([]),
          ...(method.base.startsWith('required') ? { base: zeros(rows * 8) } : {}),
        };
        const counting = countingBackend();
        method.create({ ...outlineOf(unit), keep: keepMasks([]), backend: counting.backend });
        assert.ok(counting.bytes() <= method.workingBytes(outlineOf(unit)), `${counting.bytes()} bytes`);
        return counting.bytes();
      });
      assert.equal(allocated[0], allocated[1]);
    });
  }
});

function countingBackend(): { readonly backend: MergeBackend; bytes(): number } {
  let bytes = 0;
  const { memory } = plainBackend;
  return {
    bytes: () => bytes,
    backend: {
      ...plainBackend,
      memory: {
        float32: (length) => ((bytes += length * 4), memory.float32(length)),
        float64: (length) => ((bytes += length * 8), memory.float64(length)),
        uint32: (length) => ((bytes += length * 4), memory.uint32(length)),
        uint8: (length) => ((bytes += length), memory.uint8(length)),
        mark: () => 0,
        release: () => undefined,
      },
    },
  };
}
