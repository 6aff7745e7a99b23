import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { optimizerDefaults } from '../../../src/base/optimizer-description.js';
import { isSlowForAdamG } from '../../../src/ml/optimizers/is-slow-for-adamg.js';
import { makeUpdateRule } from '../../../src/ml/optimizers/make-update-rule.js';
import { plainMemory } from '../../../src/ml/optimizers/vector-memory.js';

const { adamg } = optimizerDefaults;
const ADAM = 1e-3;

/** AdamG after `steps` steps with the same gradients: how far each weight has come, and how large it saw gradients. */
function run(gradients: readonly number[], steps: number): { distances: Float64Array; gradientSize: number } {
  const weights = new Float64Array(gradients.length);
  const parts = [{ start: 0, end: weights.length, weightDecay: 0, rateFactor: 1 }];
  const rule = makeUpdateRule(adamg, { weights, parts, memory: plainMemory(64) });
  for (let step = 1; step <= steps; step++) {
    rule.step({ weights, gradient: Float64Array.from(gradients), step, scheduled: 1 });
  }
  return { distances: weights.map(Math.abs), gradientSize: rule.gradientSize?.(steps) ?? Number.NaN };
}

describe('a hint that AdamG is slow', () => {
  test('is given where all steps come to less than half of what Adam moves a weight', () => {
    for (const exponent of [-1, -2, -4, -5, -6, -8]) {
      const size = 10 ** exponent;
      const [distance = 0] = run([size], 500).distances;
      assert.equal(isSlowForAdamG(adamg, size, 500), distance < 0.5 * ADAM * 500, `gradients of ${size}`);
    }
  });

  test('is not given where a longer training makes up for small steps', () => {
    assert.equal(isSlowForAdamG(adamg, 1e-4, 400), true);
    assert.equal(isSlowForAdamG(adamg, 1e-4, 40_000), false);
  });

  test('knows the learning rate', () => {
    assert.equal(isSlowForAdamG({ ...adamg, lr: 1e-3 }, 1, 400), true);
    assert.equal(isSlowForAdamG({ ...adamg, lr: 1 }, 1, 400), false);
  });

  test('is given where most gradients are small and few are large, whose root mean square is large', () => {
    // Weights of a layer with faint inputs, and its biases.
    const gradients = [...Array<number>(640).fill(1e-5), ...Array<number>(10).fill(0.1)];
    const { gradientSize } = run(gradients, 50);
    const rootMeanSquare = Math.hypot(...gradients) / Math.sqrt(gradients.length);
    assert.equal(isSlowForAdamG(adamg, gradientSize, 400), true);
    assert.equal(isSlowForAdamG(adamg, rootMeanSquare, 400), false);
  });
});

describe('how large AdamG sees gradients', () => {
  const sizes = fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });

  test('is the power mean of order 2q of constant ones, whatever the step (reference: its definition, to 1e-9)', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 }), (gradients, steps) => {
        const power = gradients.reduce((sum, size) => sum + size ** (2 * adamg.q), 0) / gradients.length;
        const expected = power ** (1 / (2 * adamg.q));
        // s(v) rises with v, whose own lag is taken off as if r followed at once; it does in the first step.
        const { gradientSize } = run(gradients, steps);
        assert.ok(gradientSize <= expected * (1 + 1e-9), `${gradientSize} > ${expected}`);
        assert.ok(gradientSize >= expected / (steps === 1 ? 1 + 1e-9 : 2), `${gradientSize} < ${expected} / 2`);
      }),
      { seed: 1 },
    );
  });

  test('leaves out weights that never had one', () => {
    assert.equal(run([1e-3, 0, 0, 0], 10).gradientSize, run([1e-3], 10).gradientSize);
    assert.ok(Number.isNaN(run([0, 0], 10).gradientSize));
  });
});
