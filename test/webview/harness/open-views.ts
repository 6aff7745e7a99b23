import { after, afterEach, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../rig/browser.js';
import { findChromium } from '../../rig/chromium.js';
import { bundleView } from './view-bundle.js';
import type { ViewBundle } from './view-bundle.js';
import { ViewPage } from './view-page.js';
import type { ViewPageOptions } from './view-page.js';

/** Options of a group of tests that need a real browser: it is skipped, with the reason, where there is none. */
export const needsChromium = {
  skip: findChromium() === undefined && 'there is no Chromium: install one, or name its executable in CHROMIUM_PATH',
};

export type OpenView = (options: Omit<ViewPageOptions, 'bundle'>) => Promise<ViewPage>;

/** Within a group of tests: a browser for all of them, and a way to open a view that is closed after the test. */
export function openViews(view: string): OpenView {
  let browser: Browser;
  let bundle: ViewBundle;
  const opened: ViewPage[] = [];
  before(async () => {
    [browser, bundle] = await Promise.all([openBrowser(), bundleView(view)]);
  });
  after(() => browser.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.close()));
  });
  return async (options) => {
    const page = await ViewPage.open(browser, { bundle, ...options });
    opened.push(page);
    return page;
  };
}
