import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { optimizerDefaults } from '../../../src/base/optimizer-description.js';
import { isSlowForAdamG } from '../../../src/ml/optimizers/is-slow-for-adamg.js';
import { makeUpdateRule } from '../../../src/ml/optimizers/make-update-rule.js';
import { plainMemory } from '../../../src/ml/optimizers/vector-memory.js';

const { adamg } = optimizerDefaults;
const steps = 400;

/** How far AdamG moves a weight whose gradient is always `size`, on average over a run. */
function movement(size: number): number {
  const weights = Float64Array.of(0);
  const parts = [{ start: 0, end: 1, weightDecay: 0, rateFactor: 1 }];
  const rule = makeUpdateRule(adamg, { weights, parts, memory: plainMemory(64) });
  for (let step = 1; step <= steps; step++) {
    rule.step({ weights, gradient: Float64Array.of(size), step, scheduled: 1 });
  }
  return Math.abs(weights[0] ?? 0) / steps;
}

describe('a hint that AdamG is slow', () => {
  test('is given where it moves weights by less than a tenth of what Adam does', () => {
    for (const exponent of [-2, -3, -4, -5, -6, -8]) {
      const size = 10 ** exponent;
      assert.equal(isSlowForAdamG(adamg, size, steps), movement(size) < 1e-4, `gradients of ${size}`);
    }
  });

  test('comes earlier in a longer run, whose steps get smaller', () => {
    assert.equal(isSlowForAdamG(adamg, 1e-4, 400), false);
    assert.equal(isSlowForAdamG(adamg, 1e-4, 40_000), true);
  });

  test('knows the learning rate', () => {
    assert.equal(isSlowForAdamG({ ...adamg, lr: 1e-3 }, 1e-2, 400), true);
    assert.equal(isSlowForAdamG({ ...adamg, lr: 1 }, 1e-2, 400), false);
  });
});
