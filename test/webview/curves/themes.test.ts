import { describe, it } from 'node:test';
import { trainLog } from '../../fakes/train-log.js';
import type { FakeRun } from '../harness/fake-host.js';
import { lookAt } from '../harness/look-at.js';
import { needsChromium, openViews } from '../harness/open-views.js';
import { themeNames } from '../harness/themes.js';
import type { ViewPage } from '../harness/view-page.js';
import { CurvesPage } from './curves-page.js';
import { trainHeader } from './train-header.js';

const spiking: FakeRun = { header: trainHeader(), log: trainLog({ spiking: true, transfer: true }) };
const other: FakeRun = { header: trainHeader({ key: '/other', name: 'sgd-baseline' }), log: trainLog({ seed: 2 }) };
const running: FakeRun = {
  header: trainHeader({ status: 'running', actions: ['stop'] }),
  log: trainLog({ unfinished: true, epochs: 3 }),
};
const diverged: FakeRun = {
  header: trainHeader({ status: 'diverged', actions: ['show-log'] }),
  log: trainLog({ diverges: true }),
};

/** The looks that the view has, and what a person does to see them. */
const looks: readonly (readonly [string, FakeRun, (view: CurvesPage, page: ViewPage) => Promise<void>])[] = [
  [
    'curves',
    spiking,
    async (view) => {
      await view
        .chart('Loss')
        .getByRole('slider')
        .hover({ position: { x: 300, y: 90 } });
    },
  ],
  [
    'spikes',
    spiking,
    async (view) => {
      await view.page.locator('.raster').scrollIntoViewIfNeeded();
      await view.page.locator('.raster').hover({ position: { x: 100, y: 60 } });
    },
  ],
  [
    'compared',
    spiking,
    async (view, { host }) => {
      host.picks = other.header.key;
      await view.button('Compare…').click();
      await view.page.getByText('Dashed: “sgd-baseline”.').first().waitFor();
    },
  ],
  [
    'values',
    spiking,
    async (view) => {
      await view.button('Show table').click();
      await view.table();
    },
  ],
  ['training', running, (view) => view.page.getByRole('progressbar').waitFor()],
  ['diverged', diverged, (view) => view.page.getByText('Training diverged').first().waitFor()],
];

for (const theme of themeNames) {
  describe(`the curves view in ${theme}`, needsChromium, () => {
    const open = openViews('curves');
    for (const [look, run, see] of looks) {
      it(`${look}: has nothing that axe objects to, and nothing that the policy blocks but what the toolkit tries`, async () => {
        const page = await open({ runs: [run, other], theme, height: 1000 });
        const view = new CurvesPage(page);
        await view.charts.first().waitFor();
        await see(view, page);
        await lookAt(page, `curves-${look}-${theme}`);
      });
    }
  });
}
