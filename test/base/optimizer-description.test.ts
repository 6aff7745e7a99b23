import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type NumberRange, optimizerDefaults, optimizerRanges } from '../../src/base/optimizer-description.js';

const ranges: Readonly<Record<string, NumberRange>> = optimizerRanges;
const descriptions: readonly Readonly<Record<string, unknown>>[] = Object.values(optimizerDefaults);

describe('the defaults of optimizers', () => {
  for (const description of descriptions) {
    test(`of ${String(description['name'])} have a range for every number, and lie in it`, () => {
      for (const [key, value] of Object.entries(description)) {
        if (typeof value === 'number') {
          const range = ranges[key] ?? assert.fail(`${key} has no range`);
          assert.ok(value >= (range.atLeast ?? value) && value <= (range.atMost ?? value), key);
          assert.ok(value > (range.above ?? Number.NEGATIVE_INFINITY), key);
          assert.ok(value < (range.below ?? Number.POSITIVE_INFINITY), key);
        }
      }
    });
  }

  test('and every range is of some optimizer', () => {
    const keys = new Set(descriptions.flatMap((description) => Object.keys(description)));
    assert.deepEqual(
      Object.keys(ranges).filter((key) => !keys.has(key)),
      [],
    );
  });
});
