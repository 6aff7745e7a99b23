import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { randomStream } from '../../../../src/base/random.js';
import { exponential, hyperbolicTangent } from '../../../../src/engines/merge/kernels/exp-tanh.js';
import { rankMagnitudes } from '../../../../src/engines/merge/kernels/row-ranks.js';
import { plainBackend } from '../../../../src/engines/merge/plain-backend.js';

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
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 200 }), (numbers) => {
      const values = Float32Array.from(numbers, (value) => value / 3);
      const ranks = new Uint32Array(values.length);
      rankMagnitudes(ranks, values, new Uint32Array(values.length), new Uint32Array(65536));
      const sorted = numbers
        .map((_, i) => i)
        .sort((a, b) => Math.abs(numbers[a] ?? 0) - Math.abs(numbers[b] ?? 0) || a - b);
      assert.deepEqual(
        [...ranks],
        numbers.map((_, i) => sorted.indexOf(i)),
      );
    }),
    { seed: 2 },
  );
});
