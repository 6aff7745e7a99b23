import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { firstState, readPageState } from '../../../webview/coefficients/page-state.js';
import type { PageState } from '../../../webview/coefficients/page-state.js';

describe('the kept state', () => {
  it('is read back as it was written', () => {
    const state: PageState = {
      shown: 'table',
      measure: 'agreement',
      range: 'full',
      grouping: 'modules',
      place: { group: 'module x', tensor: 'a.x' },
      sorting: { by: 'task', task: 2, reversed: true },
      filter: 'q_proj',
      focus: { row: 'tensor a.x', column: 1 },
      top: { row: 'tensor a', offset: 3 },
      other: '/runs/other',
    };
    assert.deepEqual(readPageState(JSON.parse(JSON.stringify(state))), state);
  });

  it('is the first one where nothing was kept', () => {
    for (const nothing of [undefined, null, 3, 'x', [], {}]) {
      assert.deepEqual(readPageState(nothing), firstState);
    }
  });

  it('is a valid one whatever was kept', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('table', 'kept', 'modules', { by: 'task', task: -1 }));
    const kept = fc.dictionary(fc.constantFrom(...Object.keys(firstState), 'focus', 'top', 'other'), part);
    fc.assert(
      fc.property(kept, (one) => {
        const state = readPageState(one);
        assert.deepEqual(readPageState(JSON.parse(JSON.stringify(state))), state);
      }),
      { seed: 1 },
    );
  });
});
