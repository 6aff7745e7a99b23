import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as path from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../rig/browser.js';
import { projectRoot } from '../rig/project-root.js';
import { makeMergeLog } from './harness/merge-log.js';
import { makeRunHeader } from './harness/run-header.js';
import { themeNames } from './harness/themes.js';
import { bundleView } from './harness/view-bundle.js';
import type { ViewBundle } from './harness/view-bundle.js';
import { ViewPage } from './harness/view-page.js';

const shots = path.join(projectRoot, '.e2e', 'shots', 'views');

describe('pictures', () => {
  let browser: Browser;
  let bundle: ViewBundle;
  before(async () => {
    mkdirSync(shots, { recursive: true });
    [browser, bundle] = await Promise.all([openBrowser(), bundleView('coefficients')]);
  });
  after(() => browser.close());
  for (const theme of themeNames) {
    it(`looks right in ${theme}`, async () => {
      const view = await ViewPage.open(browser, {
        bundle,
        theme,
        runs: [{ header: makeRunHeader(), log: makeMergeLog() }],
      });
      await view.page.locator('.grid-row').first().waitFor();
      await view.page.screenshot({ path: path.join(shots, `model-${theme}.png`) });
      console.log(await view.violations());
      assert.deepEqual(await view.axe(), []);
      await view.close();
    });
  }
});
