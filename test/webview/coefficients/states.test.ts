import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problem } from '../../../src/base/errors.js';
import type { RunEvent } from '../../../src/protocol/events.js';
import type { RunAction, RunHeader } from '../../../src/protocol/view-messages.js';
import { waitFor } from '../../fakes/wait-for.js';
import { makeMergeLog } from '../harness/merge-log.js';
import type { MergeLog } from '../harness/merge-log.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { makeRunHeader } from '../harness/run-header.js';
import { CoefficientsPage } from './coefficients-page.js';

const nothing: MergeLog = { events: [], dense: new Map() };
const part = makeMergeLog({ unfinished: true });

/** How a run may stand without a whole picture: what the view says, and what it offers to do. */
const states: readonly (readonly [string, Partial<RunHeader>, MergeLog, RegExp, string | undefined])[] = [
  ['queued', { status: 'queued', actions: ['stop'] }, nothing, /waits for its turn/, 'Stop'],
  ['running, nothing merged yet', { status: 'running', actions: ['stop'] }, nothing, /No tensor is merged yet/, 'Stop'],
  [
    'cancelled',
    { status: 'cancelled', actions: ['resume'] },
    part,
    /stopped before its end.*snapshot.*below/,
    'Resume',
  ],
  ['interrupted', { status: 'interrupted', actions: ['resume'] }, part, /interrupted.*snapshot.*below/, 'Resume'],
  ['stopping', { status: 'stopping' }, part, /is stopping/, undefined],
  ['succeeded with nothing to merge', { status: 'succeeded' }, nothing, /merged no tensors/, undefined],
];

describe('a run without a whole picture', needsChromium, () => {
  const open = openViews('coefficients');

  for (const [state, header, log, says, offers] of states) {
    it(`that is ${state} says so, and what to do`, async () => {
      const page = await open({ runs: [{ header: makeRunHeader(header), log }] });
      const view = new CoefficientsPage(page);
      await view.page.locator('.notice', { hasText: says }).waitFor();
      if (offers !== undefined) {
        await view.button(offers).click();
        const action: RunAction = offers === 'Stop' ? 'stop' : 'resume';
        await waitFor('the action', () =>
          page.host.received.some((message) => message.type === 'action' && message.action === action),
        );
      }
      assert.equal(await view.rows.count(), log === nothing ? 0 : 8);
    });
  }

  it('that failed says why, what to do and where; and what the host already knows before the log is read', async () => {
    const cause = problem('disk-full', {}, { file: '/models/merged' });
    const header = makeRunHeader({ status: 'failed', actions: ['resume'], problems: [cause] });
    const page = await open({ runs: [{ header, log: nothing }], prepare: (host) => void (host.replays = false) });
    const view = new CoefficientsPage(page);
    await view.page.getByText('Reading what the run has said so far').waitFor();
    const failed = { type: 'failed', problems: [cause], seq: 1, at: 0 } as unknown as RunEvent;
    await page.host.send({ type: 'events', run: header.key, restart: true, caughtUp: true, events: [failed] });
    await view.page.locator('.notice-error li', { hasText: '/models/merged' }).waitFor();
    await view.button('Resume').waitFor();
  });

  it('whose filter matches nothing says so, and shows everything again without it', async () => {
    const view = new CoefficientsPage(await open({ runs: [{ header: makeRunHeader(), log: makeMergeLog() }] }));
    await view.page.locator('vscode-text-field input').fill('no such tensor');
    await view.page.getByText('No tensor’s name holds “no such tensor”.').waitFor();
    await view.page.locator('vscode-text-field input').fill('');
    await view.rowNamed('Layer 5').waitFor();
  });

  it('says why a tensor has no blocks: copied, or their file is gone', async () => {
    const page = await open({ runs: [{ header: makeRunHeader(), log: { ...makeMergeLog(), dense: new Map() } }] });
    const view = new CoefficientsPage(page);
    await view.rowNamed('Outside the layers').click();
    await view.rowNamed('model.rotary.position_ids').click();
    await view.page.getByText('This tensor has no finer figures').waitFor();
    await view.page.locator('.breadcrumb button', { hasText: 'Outside' }).click();
    await view.rowNamed('lm_head').click();
    await view.page.getByText('cannot be read').waitFor();
  });

  it('tells the host of an error that nobody expected', async () => {
    const page = await open({ runs: [{ header: makeRunHeader(), log: makeMergeLog() }] });
    await page.page.evaluate(() => {
      setTimeout(() => {
        throw new Error('unexpected');
      });
    });
    await waitFor('the report', () =>
      page.host.received.some((message) => message.type === 'trouble' && message.message.includes('unexpected')),
    );
  });
});
