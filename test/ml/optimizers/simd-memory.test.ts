import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { optimizerDefaults } from '../../../src/base/optimizer-description.js';
import type { Vector } from '../../../src/ml/optimizers/kernels/vector.js';
import { makeUpdateRule } from '../../../src/ml/optimizers/make-update-rule.js';
import { simdMemory } from '../../../src/ml/optimizers/simd-memory.js';
import { plainKernels } from '../../../src/ml/optimizers/update-kernels.js';
import { plainMemory, type VectorMemory } from '../../../src/ml/optimizers/vector-memory.js';

const { sgd, adam, dog } = optimizerDefaults;

/** A part of `count` elements after another of three, which the kernels must leave alone. */
interface Arrays {
  readonly memory: VectorMemory;
  readonly fill: (values: readonly number[]) => Vector;
}

function arraysOf(memory: VectorMemory, length: number): Arrays {
  return {
    memory,
    fill(values) {
      const vector = memory.zeros(length);
      vector.set(values, 4);
      return vector;
    },
  };
}

const simd = (length: number, vectors: number): VectorMemory => simdMemory(length, vectors) ?? assert.fail('no SIMD');

/** Asserts `|got - expected| <= tolerance max(floor, |expected|)`. */
function assertClose(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance, floor }: { readonly tolerance: number; readonly floor: number },
): void {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [one = Number.NaN, other = Number.NaN] = [got[i], expected[i]];
    const allowed = tolerance * Math.max(floor, Math.abs(other));
    assert.ok(Math.abs(one - other) <= allowed, `element ${i}: ${one}, not ${other}`);
  }
}

/** Squares of what is smaller are no normal floats, and have few digits. */
const element = fc.float({ min: -3, max: 3, noNaN: true }).map((one) => (Math.abs(one) < 1e-6 ? 0 : one));
const vectors = fc.array(fc.tuple(element, element, element), {
  minLength: 1,
  maxLength: 37,
});

describe('SIMD kernels of optimizers', () => {
  test('add up like the plain ones', () => {
    fc.assert(
      fc.property(vectors, (rows) => {
        const length = 4 + Math.ceil(rows.length / 4) * 4;
        const end = 4 + rows.length;
        const { memory, fill } = arraysOf(simd(length, 2), length);
        const a = fill(rows.map(([one]) => one));
        const b = fill(rows.map(([, one]) => one));
        const { kernels } = memory;
        const exact = { tolerance: 1e-12, floor: 0 };
        assertClose([kernels.squaredNorm(a, 4, end)], [plainKernels.squaredNorm(a, 4, end)], exact);
        assertClose([kernels.squaredDistance(a, b, 4, end)], [plainKernels.squaredDistance(a, b, 4, end)], exact);
      }),
    );
  });

  test('find what is not finite, wherever it stands', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let at = 0; at < 12; at++) {
        const memory = simd(12, 1);
        const vector = memory.zeros(12);
        vector.fill(3e38);
        assert.equal(memory.kernels.isAllFinite(vector), true);
        assert.equal(plainKernels.isAllFinite(vector), true);
        vector[at] = wrong;
        assert.equal(memory.kernels.isAllFinite(vector), false, `${wrong} at ${at}`);
        assert.equal(plainKernels.isAllFinite(vector), false, `${wrong} at ${at}`);
      }
    }
  });

  const kinds = [
    ...Object.values(optimizerDefaults),
    { ...sgd, momentum: 0.9, weight_decay: 0.1 },
    { ...sgd, momentum: 0.9, nesterov: true },
    { ...adam, weight_decay: 0.1 },
    { ...dog, average: 8 },
  ] as const;
  for (const description of kinds) {
    test(`step like the plain ones, within 1e-6, and leave the rest alone: ${JSON.stringify(description)}`, () => {
      fc.assert(
        fc.property(vectors, (rows) => {
          const length = 4 + Math.ceil(rows.length / 4) * 4;
          const run = (memory: VectorMemory): readonly number[] => {
            const { fill } = arraysOf(memory, length);
            const weights = fill(rows.map(([one]) => one));
            const gradient = fill([]);
            const part = { start: 4, end: 4 + rows.length, weightDecay: description.weight_decay, rateFactor: 1 };
            const rule = makeUpdateRule(description, { weights, parts: [part], memory });
            for (let step = 1; step <= 2; step++) {
              gradient.set(
                rows.map((row) => row[step] ?? 0),
                4,
              );
              rule.step({ weights, gradient, step, scheduled: 1 });
            }
            return [...weights];
          };
          const got = run(simd(length, 6));
          assertClose(got, run(plainMemory(32)), { tolerance: 1e-6, floor: 1 });
          for (const [i, value] of got.entries()) {
            assert.ok((i >= 4 && i < 4 + rows.length) || value === 0, `element ${i} is ${value}`);
          }
        }),
      );
    });
  }

  test('raise to powers within 1e-6 over all sizes of gradients', () => {
    // One step from zero: r = (1 - beta3) p v^q.
    const exponents = [0.01, 0.22, 0.24, 0.5, 1];
    const sizes = fc.array(fc.double({ min: -17, max: 18, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sizes, fc.constantFrom(...exponents), (logarithms, q) => {
        const length = Math.ceil(logarithms.length / 4) * 4;
        const sizesOf = (memory: VectorMemory): Vector => {
          const weights = memory.zeros(length);
          const gradient = memory.zeros(length);
          gradient.set(logarithms.map((one) => 10 ** one));
          const part = { start: 0, end: length, weightDecay: 0, rateFactor: 1 };
          const rule = makeUpdateRule({ ...optimizerDefaults.adamg, q }, { weights, parts: [part], memory });
          rule.step({ weights, gradient, step: 1, scheduled: 1 });
          return rule.vectors['r'] ?? assert.fail();
        };
        const expected = sizesOf(plainMemory(32));
        for (const [i, value] of sizesOf(simd(length, 6)).entries()) {
          const exact = expected[i] ?? Number.NaN;
          assert.ok(Math.abs(value - exact) <= 1e-6 * exact, `10^${logarithms[i]} to ${q}: ${value}, not ${exact}`);
        }
      }),
    );
  });
});
