import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mergeUnit } from './run-unit.js';

const zeros = (length: number): readonly number[] => new Array<number>(length).fill(0);

describe('balance coefficients', () => {
  test('say how much of each task went in, and whether it agrees with the result', () => {
    const { balances } = mergeUnit({
      method: 'task_arithmetic',
      base: zeros(4),
      models: [
        [3, -3, 0, 3],
        [1, 1, 0, -1],
      ],
      perModel: [{ weight: 0.5 }, { weight: 0.5 }],
    });
    assert.deepEqual(balances, [
      { coefficient: 0.5, kept: 1, share: 0.75, agreement: 1 },
      { coefficient: 0.5, kept: 1, share: 0.25, agreement: 1 / 3 },
    ]);
  });

  test('count what a consensus erased as not kept', () => {
    const { balances } = mergeUnit({
      method: 'ties',
      base: zeros(2),
      models: [
        [3, 1],
        [-1, 1],
      ],
      perModel: [{ weight: 1 }, { weight: 1 }],
    });
    assert.deepEqual(
      balances.map(({ kept }) => kept),
      [1, 0.5],
    );
    assert.deepEqual(
      balances.map(({ coefficient }) => coefficient),
      [0.75, 0.25],
    );
    assert.deepEqual(
      balances.map(({ agreement }) => agreement),
      [1, 0.5],
    );
  });
});
