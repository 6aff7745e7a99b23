import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomStream } from '../../../src/base/random.js';
import { bootstrapDifference, bootstrapInterval } from '../../../src/ml/evaluators/bootstrap-interval.js';

/** Examples that are right with this probability. */
function answers(count: number, probability: number, name: string): readonly number[] {
  const stream = randomStream(1, name);
  return Array.from({ length: count }, (_, i) => (stream.uniform(i) < probability ? 1 : 0));
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 });

test('95 of 100 intervals of known answers hold the truth', () => {
  // 400 sets of 100 answers, right with probability 0.7: of the binomial's own spread, 93 to 97 % are to be expected.
  const sets = Array.from({ length: 400 }, (_, set) => answers(100, 0.7, `set ${String(set)}`));
  const held = sets.filter((set, seed) => {
    const { low, high } = bootstrapInterval(set, seed, { resamples: 500 });
    return low <= 0.7 && 0.7 <= high;
  });
  const share = held.length / sets.length;
  assert.ok(share > 0.91 && share < 0.98, String(share));
});

test('the interval is as wide as the theory of large samples has it', () => {
  const set = answers(2000, 0.8, 'wide');
  const { low, high } = bootstrapInterval(set, 3);
  const width = 2 * 1.96 * Math.sqrt((mean(set) * (1 - mean(set))) / set.length);
  assert.ok(Math.abs((high - low) / width - 1) < 0.06, String((high - low) / width));
  assert.ok(low < mean(set) && mean(set) < high);
});

test('more examples than are resampled one by one have an interval just as wide, also where neighbours are alike', () => {
  const set = answers(30_000, 0.6, 'many').toSorted();
  const { low, high } = bootstrapInterval(set, 5);
  const width = 2 * 1.96 * Math.sqrt((0.6 * 0.4) / set.length);
  assert.ok(Math.abs((high - low) / width - 1) < 0.08, String((high - low) / width));
  assert.ok(low < mean(set) && mean(set) < high);
});

test('the same seed gives the same interval, another one another', () => {
  const set = answers(50, 0.5, 'seeds');
  assert.deepEqual(bootstrapInterval(set, 1), bootstrapInterval(set, 1));
  assert.notDeepEqual(bootstrapInterval(set, 1), bootstrapInterval(set, 2));
});

test('mirrored examples have the mirrored interval, and the mean of the extremes lies outside of none', () => {
  fc.assert(
    fc.property(numbers, fc.nat(1000), (examples, seed) => {
      const { low, high } = bootstrapInterval(examples, seed, { resamples: 50 });
      const mirrored = bootstrapInterval(
        examples.map((one) => -one),
        seed,
        { resamples: 50 },
      );
      assert.ok(Math.abs(low + mirrored.high) < 1e-9 && Math.abs(high + mirrored.low) < 1e-9);
      assert.ok(low <= high + 1e-12 && low >= Math.min(...examples) - 1e-9 && high <= Math.max(...examples) + 1e-9);
    }),
    { seed: 1 },
  );
});

test('a difference is of the same examples: what both share cancels', () => {
  const hard = answers(300, 0.5, 'hard');
  const better = hard.map((one, i) => (i % 30 === 0 ? 1 : one));
  const { low, high } = bootstrapDifference(better, hard, 1);
  // 10 more of 300 at most; unpaired, the interval would be 0.16 wide.
  assert.ok(low >= 0 && high < 0.05 && high > low, `${String(low)} ${String(high)}`);
  assert.deepEqual(bootstrapDifference(hard, hard, 1), { low: 0, high: 0 });
  const swapped = bootstrapDifference(hard, better, 1);
  assert.ok(Math.abs(swapped.low + high) < 1e-12 && Math.abs(swapped.high + low) < 1e-12);
  assert.throws(() => bootstrapDifference([1], [1, 2], 1), RangeError);
  assert.throws(() => bootstrapInterval([], 1), RangeError);
});
