import { describe, it } from 'node:test';
import { problem } from '../../../src/base/errors.js';
import type { RunEvent } from '../../../src/protocol/events.js';
import { evolveLog } from '../../fakes/evolve-log.js';
import type { FakeRun } from '../harness/fake-host.js';
import { lookAt } from '../harness/look-at.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { themeNames } from '../harness/themes.js';
import { LineagePage, lineageHeader } from './lineage-page.js';

const whole: FakeRun = { header: lineageHeader(), log: evolveLog() };
const checkpoints: FakeRun = { header: lineageHeader(), log: evolveLog({ individuals: 'checkpoints', size: 4 }) };
const distribution: FakeRun = {
  header: lineageHeader(),
  log: evolveLog({ isDistribution: true, individuals: 'points' }),
};
const large: FakeRun = { header: lineageHeader(), log: evolveLog({ size: 50, generations: 199 }) };
const running: FakeRun = {
  header: lineageHeader({ status: 'running', actions: ['stop'] }),
  log: evolveLog({ done: 8, parting: 0 }),
};
const cause = problem('disk-full', {}, { file: '/models/evolved' });
const failed: FakeRun = {
  header: lineageHeader({ status: 'failed', actions: ['resume'], problems: [cause] }),
  log: { events: [{ type: 'failed', problems: [cause], seq: 1, at: 0 } as unknown as RunEvent], dense: new Map() },
};

/** The looks that the view has, and what a person does to see them. */
const looks: readonly (readonly [string, FakeRun, (view: LineagePage) => Promise<void>])[] = [
  ['graph', whole, (view) => view.ready()],
  [
    'details',
    whole,
    async (view) => {
      await view.ready();
      await view.graph.focus();
      await view.press('b', 'Enter');
    },
  ],
  [
    'comparison',
    checkpoints,
    async (view) => {
      await view.ready();
      await view.graph.focus();
      await view.press('b', 'c', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter');
    },
  ],
  ['distribution', distribution, (view) => view.ready()],
  ['large', large, (view) => view.ready()],
  ['running', running, (view) => view.ready()],
  ['failed', failed, (view) => view.page.locator('.notice-error').waitFor()],
  [
    'individuals',
    whole,
    async (view) => {
      await view.ready();
      await view.choose('Table of individuals');
      await view.table();
    },
  ],
  [
    'generations',
    whole,
    async (view) => {
      await view.ready();
      await view.choose('Table of generations');
      await view.table();
    },
  ],
];

for (const theme of themeNames) {
  describe(`the lineage view in ${theme}`, needsChromium, () => {
    const open = openViews('lineage');
    for (const [look, run, see] of looks) {
      it(`${look}: has nothing that axe objects to, and nothing that the policy blocks but what the toolkit tries`, async () => {
        const page = await open({ runs: [run], theme, height: 1500 });
        const view = new LineagePage(page);
        await see(view);
        await lookAt(page, `lineage-${look}-${theme}`);
      });
    }
  });
}
