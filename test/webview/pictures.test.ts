import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as path from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../rig/browser.js';
import { projectRoot } from '../rig/project-root.js';
import { makeMergeLog } from './harness/merge-log.js';
import { makeRunHeader } from './harness/run-header.js';
import { bundleView } from './harness/view-bundle.js';
import type { ViewBundle } from './harness/view-bundle.js';
import { ViewPage } from './harness/view-page.js';
import type { ViewPageOptions } from './harness/view-page.js';

const shots = path.join(projectRoot, '.e2e', 'shots', 'views');
const run = { header: makeRunHeader(), log: makeMergeLog() };
const other = { header: makeRunHeader({ key: '/other', name: 'ties-baseline' }), log: makeMergeLog({ seed: 5 }) };

describe('pictures', () => {
  let browser: Browser;
  let bundle: ViewBundle;
  before(async () => {
    mkdirSync(shots, { recursive: true });
    [browser, bundle] = await Promise.all([openBrowser(), bundleView('coefficients')]);
  });
  after(() => browser.close());
  const shoot = (
    name: string,
    options: Partial<ViewPageOptions>,
    act: (view: ViewPage) => Promise<void> = async () => {},
  ) =>
    it(name, async () => {
      const view = await ViewPage.open(browser, { bundle, runs: [run], ...options });
      view.page.on('pageerror', (e) => console.log('PAGEERROR', e));
      try {
        await act(view);
        await view.page.waitForTimeout(250);
      } finally {
        await view.page.screenshot({ path: path.join(shots, `${name}.png`) });
      }
      const t = view.host.received.filter((m) => m.type === 'trouble');
      if (t.length) console.log(t);
      assert.deepEqual(await view.axe(), []);
      await view.close();
    });
  const first = (view: ViewPage) => view.page.locator('.grid-row').first().waitFor();
  shoot('layer', {}, async (v) => {
    await first(v);
    await v.page.locator('.grid-row').nth(5).locator('.row-header').click();
    await v.page.waitForTimeout(300);
    await v.page.mouse.move(600, 300);
  });
  shoot('tensor', {}, async (v) => {
    await first(v);
    await v.page.locator('.grid-row').nth(5).locator('.row-header').click();
    await v.page.locator('.row-name', { hasText: 'mlp.down_proj' }).click();
    await v.page.locator('.row-name', { hasText: 'Rows 0' }).waitFor();
  });
  shoot('hover', {}, async (v) => {
    await first(v);
    await v.page.mouse.move(330, 300);
  });
  shoot('focus', { theme: 'light' }, async (v) => {
    await first(v);
    await v.page.locator('.grid-cell[tabindex="0"]').focus();
    await v.page.keyboard.press('ArrowDown');
    await v.page.keyboard.press('ArrowRight');
  });
  shoot('table', {}, async (v) => {
    await first(v);
    await v.page.getByText('Show table').click();
  });
  shoot('modules', { theme: 'light' }, async (v) => {
    await first(v);
    await v.page.locator('vscode-dropdown[aria-label=Rows]').click();
    await v.page.locator('vscode-option', { hasText: 'Modules' }).click();
  });
  shoot('tensors', { theme: 'dark' }, async (v) => {
    await first(v);
    await v.page.locator('vscode-dropdown[aria-label=Rows]').click();
    await v.page.locator('vscode-option', { hasText: 'Tensors' }).click();
    await v.page.locator('.head-button').nth(1).click();
  });
  for (const theme of ['dark', 'light', 'high-contrast-light'] as const)
    shoot(
      `compare-${theme}`,
      {
        theme,
        runs: [run, other],
        prepare: (h) => {
          h.picks = '/other';
        },
      },
      async (v) => {
        await first(v);
        await v.page.getByText('Compare…').click();
        await v.page.getByText('End comparison').waitFor();
        await v.page.waitForTimeout(200);
        await v.page.mouse.move(330, 300);
      },
    );
  shoot(
    'live',
    {
      runs: [
        {
          header: makeRunHeader({ status: 'running', actions: ['stop', 'show-log'] }),
          log: makeMergeLog({ unfinished: true }),
        },
      ],
    },
    first,
  );
  shoot(
    'interrupted',
    {
      theme: 'light',
      runs: [
        {
          header: makeRunHeader({ status: 'interrupted', actions: ['resume', 'show-log'] }),
          log: makeMergeLog({ unfinished: true }),
        },
      ],
    },
    first,
  );
  shoot('queued', {
    runs: [{ header: makeRunHeader({ status: 'queued', actions: ['stop'] }), log: { events: [], dense: new Map() } }],
  });
  shoot(
    'many',
    {
      runs: [
        {
          header: makeRunHeader(),
          log: makeMergeLog({ layers: 60, experts: 160, tasks: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }),
        },
      ],
    },
    first,
  );
  shoot('narrow', { width: 520, height: 700 }, first);
});
