import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { RadixSelection } from '../../../../src/engines/merge/methods/radix-selection.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';

/** Both passes over the values in pieces of `piece`. */
function select(
  values: Float32Array,
  order: 'magnitude' | 'ordered',
  options: { readonly ranks: readonly number[]; readonly piece?: number; readonly spillElements?: number },
): RadixSelection {
  const { ranks, piece = values.length, spillElements } = options;
  const selection = new RadixSelection(plainBackend, order, {
    ranks: ranks.length,
    ...(spillElements === undefined ? {} : { spillElements }),
  });
  for (let i = 0; i < values.length; i += piece) {
    selection.countHigh(values.subarray(i, i + piece));
  }
  selection.endHigh();
  selection.choose(ranks);
  for (let i = 0; i < values.length; i += piece) {
    selection.countLow(values.subarray(i, i + piece));
  }
  return selection;
}

const anyFloats = fc.float32Array({ minLength: 1, maxLength: 300, noNaN: true, noDefaultInfinity: true });
/** Few distinct values, so that ties abound. */
const coarseFloats = fc
  .array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 300 })
  .map((numbers) => Float32Array.from(numbers, (number) => number / 8));

describe('order statistics by radix histograms', () => {
  for (const order of ['magnitude', 'ordered'] as const) {
    test(`are those of a sort by ${order}, whatever the pieces`, () => {
      fc.assert(
        fc.property(fc.oneof(anyFloats, coarseFloats), fc.nat(), fc.nat(), fc.nat(), (values, a, b, piece) => {
          const sorted = Float32Array.from(values, order === 'magnitude' ? Math.abs : (value) => value).sort();
          const ranks = [a % values.length, b % values.length];
          const selection = select(values, order, { ranks, piece: 1 + (piece % values.length) });
          for (const [i, statistic] of selection.statistics().entries()) {
            const rank = ranks[i] ?? 0;
            assert.equal(statistic.value, sorted[rank]);
            // Zeros of either sign are equal values with two ordered keys: the count is between those of the values.
            const below = sorted.filter((value) => value < statistic.value).length;
            const upTo = sorted.filter((value) => value <= statistic.value).length;
            assert.ok(statistic.below >= below && statistic.below <= rank);
            assert.ok(statistic.below + statistic.equal > rank && statistic.below + statistic.equal <= upTo);
          }
        }),
        { seed: 11 },
      );
    });
  }

  test('count the finite elements only: NaN and Inf have no rank', () => {
    const values = Float32Array.of(3, Number.NaN, -1, Infinity, 2, -Infinity, -Number.NaN);
    const bySize = select(values, 'magnitude', { ranks: [0, 2] });
    assert.equal(bySize.finite, 3);
    assert.equal(bySize.nonFinite, 4);
    assert.deepEqual(
      bySize.statistics().map(({ value }) => value),
      [1, 3],
    );
    const byValue = select(values, 'ordered', { ranks: [0, 6] });
    assert.deepEqual(
      byValue.statistics().map(({ value }) => value),
      [-1, 3],
    );
  });

  test('are 0 where nothing is finite', () => {
    const selection = select(Float32Array.of(Number.NaN, Infinity), 'magnitude', { ranks: [0] });
    assert.deepEqual(selection.statistics(), [{ value: 0, below: 0, equal: 0 }]);
  });

  test('reach the ends of the number format', () => {
    const largest = 3.4028234663852886e38;
    const smallest = 1.401298464324817e-45;
    const values = Float32Array.of(largest, -largest, smallest, -smallest, 0);
    assert.deepEqual(
      select(values, 'ordered', { ranks: [0, 4] })
        .statistics()
        .map(({ value }) => value),
      [-largest, largest],
    );
    assert.deepEqual(
      select(values, 'magnitude', { ranks: [0, 1] })
        .statistics()
        .map(({ value }) => value),
      [0, smallest],
    );
  });

  test('do not change when the 32-bit counters are emptied on the way', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => Math.fround(Math.sin(i)));
    const ranks = [10, 900];
    assert.deepEqual(
      select(values, 'ordered', { ranks, piece: 64, spillElements: 128 }).statistics(),
      select(values, 'ordered', { ranks }).statistics(),
    );
  });
});
