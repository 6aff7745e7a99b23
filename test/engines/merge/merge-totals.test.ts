import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOfTotals, noTotals } from '../../../src/engines/merge/merge-totals.js';

function headline(magnitudes: readonly number[]): { readonly name: string; readonly value: unknown } | undefined {
  const tasks = magnitudes.map((_, i) => ({ label: `t${String(i)}`, model: `./t${String(i)}` }));
  return figuresOfTotals({ ...noTotals, tensors: 7, magnitudes }, 100, tasks)[0];
}

test('the headline of a merge is how much of the result each task gave, the largest first', () => {
  assert.deepEqual(headline([1, 3]), { name: 'task-shares', value: 't1 75%, t0 25%' });
  assert.deepEqual(headline([1, 0, 999]), { name: 'task-shares', value: 't2 100%, t0 <1%, t1 0%' });
  assert.deepEqual(headline([5, 4, 3, 2, 1]), { name: 'task-shares', value: 't0 33%, t1 27%, t2 20%, t3 13%, …' });
});

test('where there are no shares to tell, it is the number of tensors', () => {
  for (const magnitudes of [[4], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], []]) {
    assert.deepEqual(headline(magnitudes), { name: 'tensors', value: 7 });
  }
});
