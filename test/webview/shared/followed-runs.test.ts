import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyCoefficients, reduceCoefficients } from '../../../src/protocol/coefficients.js';
import type { CoefficientsState } from '../../../src/protocol/coefficients.js';
import { followRuns } from '../../../webview/shared/followed-runs.js';
import type { FollowedRuns } from '../../../webview/shared/followed-runs.js';
import type { HostMessage } from '../../../webview/shared/page.js';
import { makeMergeLog } from '../harness/merge-log.js';
import { makeRunHeader } from '../harness/run-header.js';

describe('the runs of a page', () => {
  const { events } = makeMergeLog({ layers: 2 });
  const batch = (restart: boolean, caughtUp: boolean, from: number, to: number) =>
    ({ type: 'events', run: 'a', restart, caughtUp, events: events.slice(from, to) }) as const;
  const reducer = { empty: emptyCoefficients, reduce: reduceCoefficients };
  type Runs = FollowedRuns<CoefficientsState>;
  const follow = (runs: Runs, message: HostMessage): Runs => followRuns(runs, message, reducer);
  const told = (...messages: readonly HostMessage[]): Runs => messages.reduce(follow, new Map());

  it('are the same replayed at once and in parts', () => {
    const whole = told(batch(true, true, 0, events.length));
    const parts = told(batch(true, false, 0, 7), batch(false, false, 7, 9), batch(false, true, 9, events.length));
    assert.deepEqual(parts, whole);
  });

  it('begin anew when the host sends everything again', () => {
    const once = told(batch(true, true, 0, events.length));
    const again = follow(follow(once, batch(true, false, 0, 5)), batch(false, true, 5, events.length));
    assert.deepEqual(again.get('a')?.state, once.get('a')?.state);
    assert.equal(follow(once, batch(true, false, 0, 5)).get('a')?.caughtUp, false);
  });

  it('keep apart by their keys, and say when one is gone', () => {
    const header = makeRunHeader({ key: 'b' });
    const runs = told(batch(true, true, 0, 9), { type: 'run', run: header }, { type: 'gone', run: 'a' });
    assert.deepEqual([runs.get('a')?.gone, runs.get('b')?.gone], [true, false]);
    assert.equal(runs.get('b')?.header, header);
    assert.equal(runs.get('b')?.state.tensors.length, 0);
  });
});
