import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { randomStream } from '../../../../src/base/random.js';
import { exponential, hyperbolicTangent } from '../../../../src/engines/merge/kernels/exp-tanh.js';
import { RANK_COUNTERS, rankMagnitudes } from '../../../../src/engines/merge/kernels/row-ranks.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';
import { backends } from '../backends.js';

/** Relative error against the double function. */
const relative = (got: number, expected: number): number => Math.abs(got - expected) / Math.abs(expected);

describe('exp and tanh in float32', () => {
  test('exp stays within 2e-7 of the true value from -87 to 88, and saturates beyond', () => {
    let worst = 0;
    for (let i = -87_000; i <= 88_000; i++) {
      const x = Math.fround(i / 1000 + 1e-5);
      worst = Math.max(worst, x <= 88 ? relative(exponential(x), Math.exp(x)) : 0);
    }
    assert.ok(worst < 2e-7, String(worst));
    assert.equal(exponential(0), 1);
    assert.equal(exponential(200), exponential(88));
    assert.equal(exponential(-200), exponential(-87));
    assert.ok(Number.isNaN(exponential(Number.NaN)));
  });

  test('tanh stays within 2e-7 of the true value, down to the smallest numbers, and is odd', () => {
    let worst = 0;
    for (let exponent = -126; exponent < 5; exponent++) {
      for (let step = 0; step < 64; step++) {
        const x = Math.fround(2 ** exponent * (1 + step / 64));
        worst = Math.max(worst, relative(hyperbolicTangent(x), Math.tanh(x)));
        assert.equal(hyperbolicTangent(-x), -hyperbolicTangent(x));
      }
    }
    assert.ok(worst < 2e-7, String(worst));
    assert.equal(hyperbolicTangent(Infinity), 1);
    assert.equal(hyperbolicTangent(-Infinity), -1);
    assert.equal(hyperbolicTangent(0), 0);
    assert.ok(Number.isNaN(hyperbolicTangent(Number.NaN)));
  });
});

test('Bernoulli draws are the stream of base/random.ts, from any start', () => {
  const stream = randomStream(3, 'della/model-1/x');
  const [key0, key1] = stream.key;
  for (const start of [0, 1, 7, 2 ** 32 * 4 + 2]) {
    const keep = new Uint8Array(41);
    plainBackend.kernels.drawBernoulli(keep, start, key0, key1, 0.4);
    assert.deepEqual(
      [...keep],
      Array.from(keep, (_, i) => (stream.uniform(start + i) < 0.4 ? 1 : 0)),
    );
    const probabilities = Float32Array.from(keep, (_, i) => i / 40);
    plainBackend.kernels.drawBernoulliEach(keep, start, key0, key1, probabilities);
    assert.deepEqual(
      [...keep],
      Array.from(keep, (_, i) => (stream.uniform(start + i) < (probabilities[i] ?? 0) ? 1 : 0)),
    );
  }
});

test('ranks of a row are those of a stable sort by magnitude', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.float({ noNaN: true })), { minLength: 1, maxLength: 200 }),
      (given) => {
        const values = Float32Array.from(given, (value) => value / 3);
        const numbers = [...values];
        const ranks = new Uint32Array(values.length);
        rankMagnitudes(ranks, values, new Uint32Array(values.length), new Uint32Array(RANK_COUNTERS));
        const sorted = numbers
          .map((_, i) => i)
          .sort((a, b) => Math.abs(numbers[a] ?? 0) - Math.abs(numbers[b] ?? 0) || a - b);
        assert.deepEqual(
          [...ranks],
          numbers.map((_, i) => sorted.indexOf(i)),
        );
      },
    ),
    { seed: 2 },
  );
});

for (const { name, create } of backends().map((one) => ({ name: one.name, create: () => one.create() }))) {
  test(`sums in lanes do not change a bit wherever they are cut (${name})`, () => {
    const values = fc.array(fc.float({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(values, fc.array(fc.nat(90), { maxLength: 5 }), (numbers, cuts) => {
        const { kernels, memory } = create();
        const array = memory.float32(numbers.length);
        array.set(numbers);
        const borders = [0, ...cuts.filter((cut) => cut < numbers.length).sort((a, b) => a - b), numbers.length];
        const [whole, cut] = [[0, numbers.length], borders].map((ends) => {
          const lanes = memory.float64(8);
          for (const [i, end] of ends.slice(1).entries()) {
            const start = ends[i] ?? 0;
            const piece = array.subarray(start, end);
            kernels.addDot(lanes, 0, piece, piece, start % 4);
            kernels.addMagnitudes(lanes, 4, piece, start % 4);
          }
          return [...lanes];
        });
        assert.deepEqual(cut, whole);
      }),
      { seed: 12 },
    );
  });
}
