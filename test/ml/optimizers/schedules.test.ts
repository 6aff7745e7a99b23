import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { type ScheduleDescription, scheduleDefaults } from '../../../src/base/schedule-description.js';
import { scheduleFactor } from '../../../src/ml/optimizers/schedules.js';

const factors = (schedule: ScheduleDescription, steps: number): readonly number[] =>
  Array.from({ length: steps }, (_, i) => Number(scheduleFactor(schedule, i + 1, steps).toFixed(9)));

describe('schedules', () => {
  test('constant stays at 1', () => {
    assert.deepEqual(factors(scheduleDefaults.constant, 3), [1, 1, 1]);
  });

  test('linear falls to its end along a line', () => {
    assert.deepEqual(factors({ name: 'linear', warmup: 0, end: 0.2 }, 4), [1, 0.8, 0.6, 0.4]);
  });

  test('cosine falls along half a wave', () => {
    assert.deepEqual(factors({ name: 'cosine', warmup: 0, end: 0 }, 4), [1, 0.853553391, 0.5, 0.146446609]);
  });

  test('step falls by its factor after so many steps', () => {
    assert.deepEqual(factors({ name: 'step', warmup: 0, every: 2, factor: 0.5 }, 5), [1, 1, 0.5, 0.5, 0.25]);
  });

  test('warm-up rises along a line, then the schedule begins', () => {
    assert.deepEqual(factors({ name: 'linear', warmup: 4, end: 0 }, 8), [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25]);
    assert.deepEqual(factors({ name: 'step', warmup: 2, every: 1, factor: 0.5 }, 4), [0.5, 1, 1, 0.5]);
  });

  test('no factor is zero, negative or above 1, whatever the length of run and warm-up', () => {
    const lengths = fc.record({ steps: fc.integer({ min: 1, max: 300 }), warmup: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(scheduleDefaults)), lengths, (schedule, { steps, warmup }) => {
        for (let step = 1; step <= steps; step++) {
          const factor = scheduleFactor({ ...schedule, warmup }, step, steps);
          assert.ok(factor > 0 && factor <= 1, `${factor} in step ${step}`);
        }
      }),
    );
  });
});
