import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { describe, it } from 'node:test';
import { problem } from '../../../src/base/errors.js';
import type { RunEvent } from '../../../src/protocol/events.js';
import { projectRoot } from '../../rig/project-root.js';
import type { FakeRun } from '../harness/fake-host.js';
import { makeMergeLog } from '../harness/merge-log.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { makeRunHeader } from '../harness/run-header.js';
import { themeNames } from '../harness/themes.js';
import type { ViewPage } from '../harness/view-page.js';
import { CoefficientsPage } from './coefficients-page.js';

/** Where pictures go, to be looked at. */
const shots = path.join(projectRoot, '.e2e', 'shots', 'views');

const finished: FakeRun = { header: makeRunHeader(), log: makeMergeLog() };
const other: FakeRun = { header: makeRunHeader({ key: '/other', name: 'baseline' }), log: makeMergeLog({ seed: 2 }) };
const part = makeMergeLog({ unfinished: true });
const said = (...events: readonly Record<string, unknown>[]): RunEvent[] =>
  events.map((event, i) => ({ ...event, seq: part.events.length + i + 1, at: 0 }) as unknown as RunEvent);
const failed: FakeRun = {
  header: makeRunHeader({ status: 'failed', actions: ['resume', 'show-log'] }),
  log: {
    ...part,
    events: [
      ...part.events,
      ...said(
        { type: 'log', level: 'warning', problem: problem('file-missing', { file: 'tokenizer.json' }, {}, 'warning') },
        { type: 'failed', problems: [problem('disk-full', {}, { file: '/models/merged' })] },
      ),
    ],
  },
};
const running: FakeRun = { header: makeRunHeader({ status: 'running', actions: ['stop'] }), log: part };

/** The looks that the view has, and what a person does to see them. */
const looks: readonly (readonly [string, FakeRun, (view: CoefficientsPage, page: ViewPage) => Promise<void>])[] = [
  ['model', finished, (view) => view.hover({ row: 4, column: 1, share: 0.5 })],
  [
    'layer',
    finished,
    async (view) => {
      await view.rowNamed('Layer 5').click();
      await view.rowNamed('self_attn.q_proj').waitFor();
      await view.page.keyboard.press('ArrowDown');
    },
  ],
  [
    'blocks',
    finished,
    async (view) => {
      await view.rowNamed('Layer 5').click();
      await view.rowNamed('mlp.down_proj').click();
      await view.rowNamed('Rows 0–31').waitFor();
    },
  ],
  [
    'table',
    finished,
    async (view) => {
      await view.button('Show table').click();
      await view.table();
    },
  ],
  [
    'difference',
    finished,
    async (view, { host }) => {
      host.picks = other.header.key;
      await view.button('Compare…').click();
      await view.page.getByText('Shown is this run minus').waitFor();
    },
  ],
  ['running', running, (view) => view.page.getByRole('progressbar').waitFor()],
  ['failed', failed, (view) => view.page.locator('summary').click()],
];

for (const theme of themeNames) {
  describe(`the coefficients view in ${theme}`, needsChromium, () => {
    const open = openViews('coefficients');
    mkdirSync(shots, { recursive: true });
    for (const [look, run, see] of looks) {
      it(`${look}: has nothing that axe objects to, and nothing that the policy blocks but what the toolkit tries`, async () => {
        const page = await open({ runs: [run, other], theme });
        const view = new CoefficientsPage(page);
        await see(view, page);
        await page.page.screenshot({ path: path.join(shots, `${look}-${theme}.png`) });
        assert.deepEqual(await page.axe(), []);
        // Two inline style elements of the toolkit's, without harm; anything else would be ours.
        const violations = await page.violations();
        assert.ok(violations.length <= 2, violations.join('\n'));
        assert.ok(
          violations.every((violation) => violation === 'style-src-elem inline'),
          violations.join('\n'),
        );
        assert.deepEqual(
          page.host.received.filter(({ type }) => type === 'trouble'),
          [],
        );
      });
    }
  });
}
