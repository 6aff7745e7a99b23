import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { logBinomialTail } from '../../../src/ml/watermark/verification/binomial-tail.js';
import {
  compareLogits,
  energyScores,
  NO_CLASS,
  predictedClasses,
} from '../../../src/ml/watermark/verification/compare-logits.js';
import { logBetaShare } from '../../../src/ml/watermark/verification/log-beta-share.js';
import { logGamma } from '../../../src/ml/watermark/verification/log-gamma.js';
import { MAX_QUERIES, planQueries } from '../../../src/ml/watermark/verification/plan-queries.js';
import { countTarget, successTails } from '../../../src/ml/watermark/verification/success-tails.js';
import { welchTest } from '../../../src/ml/watermark/verification/welch-test.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

const shares = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

function assertClose(got: number, expected: number, tolerance: number): void {
  const distance = Math.abs(got - expected);
  assert.ok(got === expected || distance <= tolerance * Math.abs(expected), `${got}, expected ${expected}`);
}

/** P(X >= successes), term by term; every term is positive, so that the sum is as good as they are. */
function summedTail(successes: number, trials: number, chance: number): number {
  let sum = 0;
  for (let k = successes; k <= trials; k++) {
    let term = 1;
    for (let i = 0; i < trials - k; i++) {
      term *= ((k + 1 + i) / (i + 1)) * (1 - chance);
    }
    sum += term * chance ** k;
  }
  return sum;
}

describe('the binomial tail', () => {
  test('is the sum of its terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(40),
        fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }),
        (n, k, p) => {
          const successes = Math.min(k, n);
          assertClose(10 ** logBinomialTail(successes, n, p), summedTail(successes, n, p), 1e-10);
        },
      ),
    );
  });

  test('of all of many is a power, right in every digit of its logarithm far below what a number can hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), shares, (n, p) => {
        assertClose(logBinomialTail(n, n, p), n * (p < 0.5 ? Math.log10(p) : Math.log1p(p - 1) / Math.LN10), 1e-9);
      }),
    );
    assertClose(logBinomialTail(50_000, 50_000, 0.1), -50_000, 1e-12);
  });

  test('of at least one is what is left of none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), shares, (n, p) => {
        const expected = Math.log10(-Math.expm1(n * Math.log1p(-p)));
        // A tail close to 1 has lost digits, of which none is of use.
        assert.ok(Math.abs(logBinomialTail(1, n, p) - expected) <= 1e-7 * Math.abs(expected) + 1e-12);
      }),
    );
  });

  test('falls with the hits, grows with the queries and with the chance, and lies between 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), shares, shares, (n, k, p, q) => {
        const hits = Math.min(k, n);
        const tail = logBinomialTail(hits, n, p);
        assert.ok(tail <= 0);
        assert.ok(logBinomialTail(hits + 1, n, p) <= tail + 1e-9);
        assert.ok(logBinomialTail(hits, n + 1, p) >= tail - 1e-9 * Math.abs(tail) - 1e-12);
        assert.ok(logBinomialTail(hits, n, Math.max(p, q)) >= tail - 1e-9 * Math.abs(tail) - 1e-12);
      }),
    );
  });

  test('at its borders', () => {
    assert.equal(logBinomialTail(0, 10, 0), 0);
    assert.equal(logBinomialTail(1, 10, 0), Number.NEGATIVE_INFINITY);
    assert.equal(logBinomialTail(10, 10, 1), 0);
    assert.equal(logBinomialTail(11, 10, 0.5), Number.NEGATIVE_INFINITY);
    assert.equal(logBinomialTail(0, 0, 0.5), 0);
  });
});

describe('special functions', () => {
  test('the gamma function of whole numbers is the factorial, of halves a root of pi', () => {
    let logFactorial = 0;
    for (let n = 1; n <= 300; n++) {
      assertClose(logGamma(n + 1), logFactorial + Math.log(n), 1e-12);
      logFactorial += Math.log(n);
    }
    assertClose(logGamma(0.5), Math.log(Math.PI) / 2, 1e-13);
  });

  test('the incomplete beta function has its closed forms and its symmetry', () => {
    fc.assert(
      fc.property(shares, fc.double({ min: 0.01, max: 1000, noNaN: true }), (x, a) => {
        // I_x(a, 1) = x^a
        assertClose(logBetaShare(x, 1 - x, { a, b: 1 }), a * (x < 0.5 ? Math.log(x) : Math.log1p(x - 1)), 1e-9);
        const both =
          Math.exp(logBetaShare(x, 1 - x, { a, b: 2.5 })) + Math.exp(logBetaShare(1 - x, x, { a: 2.5, b: a }));
        assertClose(both, 1, 1e-9);
      }),
    );
  });
});

// Hundredths: spreads whose squares vanish are of no interest.
const values = fc.integer({ min: -5000, max: 5000 }).map((value) => value / 100);
const samples = fc.array(values, { minLength: 2, maxLength: 30 });

describe("Welch's test", () => {
  test("turns around with its samples, and doesn't care about a shift or a scale", () => {
    fc.assert(
      fc.property(samples, samples, (first, second) => {
        const [one, other] = [welchTest(first, second), welchTest(second, first)];
        assert.equal(one.t, 0 - other.t);
        assertClose(one.p, other.p, 1e-9);
        assert.ok(one.p >= 0 && one.p <= 1 + 1e-12);
        const least = Math.min(first.length, second.length) - 1;
        assert.ok(one.df >= least - 1e-6 && one.df <= first.length + second.length - 2 + 1e-6);
        const powers = welchTest(
          first.map((value) => 4 * value),
          second.map((value) => 4 * value),
        );
        assertClose(powers.p, one.p, 1e-9);
      }),
    );
  });

  test("of two and two values of the same spread is Student's with two degrees: p = 1 - |t| / sqrt(2 + t^2)", () => {
    for (const shift of [0, 0.5, 3, 1000]) {
      const { t, df, p } = welchTest([0, 1], [shift, shift + 1]);
      assertClose(df, 2, 1e-12);
      assertClose(t, -shift / Math.sqrt(0.5), 1e-9);
      const size = Math.abs(t);
      // Without a difference of two close numbers: 1 - a = (1 - a^2) / (1 + a).
      assertClose(p, 2 / (2 + t * t) / (1 + size / Math.sqrt(2 + t * t)), 1e-9);
    }
  });

  test('of samples that never vary says whether they are the same', () => {
    assert.deepEqual(welchTest([1, 1], [1, 1, 1]), { t: 0, df: 3, p: 1 });
    assert.deepEqual(welchTest([2, 2], [1, 1]), { t: Number.POSITIVE_INFINITY, df: 2, p: 0 });
    assert.throws(() => welchTest([1], [1, 2]), RangeError);
  });

  test('is made for every class', () => {
    const clean = { values: [0, 1, 1, 5, 0, 3], classes: 2 };
    const { perClass, meanP } = compareLogits(clean, clean);
    assert.equal(perClass.length, 2);
    assertClose(meanP, 1, 1e-12);
  });
});

describe('answers', () => {
  test('the first of equal logits is the predicted class; hits are counted over all rows', () => {
    const predicted = predictedClasses({ values: [1, 1, 0, 0, 2, 2, -3, -2, -1], classes: 3 });
    assert.deepEqual([...predicted], [0, 1, 2]);
    assert.deepEqual(countTarget(predicted, 1), { hits: 1, queries: 3 });
    const broken = predictedClasses({ values: [Number.NaN, 1, 0, Number.NaN], classes: 2 });
    assert.deepEqual([...broken], [NO_CLASS, NO_CLASS]);
    assert.equal(countTarget(broken, 0).hits, 0);
  });

  test('a clean model that never says the target makes no copy of every suspect', () => {
    const tails = successTails({ hits: 1, queries: 10 }, { hits: 0, queries: 10 }, 10);
    assert.equal(tails.logBase, Number.NEGATIVE_INFINITY);
    assert.ok(tails.logSmoothedBase > -1 && tails.logChance > -1);
    const copied = successTails({ hits: 600, queries: 1000 }, { hits: 100, queries: 1000 }, 10);
    assert.ok(copied.logSmoothedBase < -200 && Number.isFinite(copied.logSmoothedBase));
  });

  test('energies of large logits stay finite', () => {
    assert.deepEqual(
      [...energyScores({ values: [1e4, 1e4, -1e4, -1e4], classes: 2 }, 1)],
      [-1e4 - Math.log(2), 1e4 - Math.log(2)],
    );
  });
});

describe('the number of queries', () => {
  test('is the least one that tells a copy with the wanted power, as trying all of them finds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.4, noNaN: true }),
        fc.double({ min: 0.5, max: 0.95, noNaN: true }),
        fc.double({ min: -6, max: -1, noNaN: true }),
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        (base, success, logAlpha, power) => {
          const works = (n: number) => {
            for (let k = 0; k <= n; k++) {
              if (logBinomialTail(k, n, base) <= logAlpha) {
                return 10 ** logBinomialTail(k, n, success) >= power;
              }
            }
            return false;
          };
          let least = 1;
          while (least < 400 && !works(least)) {
            least += 1;
          }
          const plan = planQueries({ base, success, logAlpha, power });
          if (least < 400) {
            assert.ok(plan !== undefined);
            assert.equal(plan.queries, least);
            assert.ok(logBinomialTail(plan.hits, least, base) <= logAlpha);
          } else {
            assert.ok(plan === undefined || plan.queries >= 400);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is none where a copy answers no more often than others, or more would be needed than anybody asks', () => {
    assert.equal(planQueries({ base: 0.5, success: 0.5, logAlpha: -3, power: 0.9 }), undefined);
    assert.equal(planQueries({ base: 0.5, success: 0.5001, logAlpha: -20, power: 0.9 }), undefined);
    assert.equal(planQueries({ base: 0.1, success: 0.9, logAlpha: -3, power: 1 }), undefined);
  });

  test('goes up to thousands', () => {
    const plan = planQueries({ base: 0.1, success: 0.12, logAlpha: -20, power: 0.95 });
    assert.ok(plan !== undefined && plan.queries > 10_000 && plan.queries < MAX_QUERIES);
  });
});
