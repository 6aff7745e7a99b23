import { describe, it } from 'node:test';
import { stabilityLog } from '../../fakes/stability-log.js';
import type { FakeRun } from '../harness/fake-host.js';
import { lookAt } from '../harness/look-at.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { themeNames } from '../harness/themes.js';
import { StabilityPage, stabilityHeader } from './stability-page.js';

const whole: FakeRun = { header: stabilityHeader(), log: stabilityLog() };
const running: FakeRun = {
  header: stabilityHeader({ status: 'running', actions: ['stop'] }),
  log: stabilityLog({ done: 0.45 }),
};

/** The looks that the view has, and what a person does to see them. */
const looks: readonly (readonly [string, FakeRun, (view: StabilityPage) => Promise<void>])[] = [
  ['heatmap', whole, (view) => view.cell(2, 3).hover()],
  [
    'cell',
    whole,
    async (view) => {
      await view.cell(4, 5).click();
      await view.chartTitle().waitFor();
    },
  ],
  [
    'table',
    whole,
    async (view) => {
      await view.button('Show table').click();
      await view.page.locator('.table-scroller tbody th').first().waitFor();
    },
  ],
  ['running', running, (view) => view.page.getByRole('progressbar').waitFor()],
];

for (const theme of themeNames) {
  describe(`the stability view in ${theme}`, needsChromium, () => {
    const open = openViews('stability');
    for (const [look, run, see] of looks) {
      it(`${look}: has nothing that axe objects to, and nothing that the policy blocks but what the toolkit tries`, async () => {
        const page = await open({ runs: [run], theme, height: 1100 });
        const view = new StabilityPage(page);
        await view.cell(0, 0).waitFor();
        await see(view);
        await lookAt(page, `stability-${look}-${theme}`);
      });
    }
  });
}
