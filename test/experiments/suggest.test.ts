import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { suggest } from '../../src/experiments/parse/suggest.js';

const METHODS = ['pcb', 'ties', 'task_arithmetic', 'dare_linear', 'dare_ties', 'linear', 'slerp'];

describe('suggest', () => {
  it('finds the word that a slip of the finger meant', () => {
    for (const [written, meant] of [
      ['tie', 'ties'],
      ['TIES', 'ties'],
      ['task-arithmetic', 'task_arithmetic'],
      ['task arithmetic', 'task_arithmetic'],
      ['sleerp', 'slerp'],
      ['lineer', 'linear'],
      ['dare_lin', 'dare_linear'],
    ] as const) {
      assert.equal(suggest(written, METHODS), meant);
    }
  });

  it('is silent where nothing is near', () => {
    for (const written of ['', 'x', 'magnitude', 'breadcrumbs', '1', 'a'.repeat(10_000)]) {
      assert.equal(suggest(written, METHODS), undefined);
    }
  });

  it('takes the first of those that are equally near', () => {
    assert.equal(suggest('models', ['model1', 'model2']), 'model1');
  });
});
