// Draws media/icon.png (256 x 256, what marketplaces show) from media/icon.svg with Chromium. Run by hand after a change.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const media = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', 'media');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  await page.setContent(`<body style="margin:0">${fs.readFileSync(path.join(media, 'icon.svg'), 'utf8')}</body>`);
  await page.locator('svg').screenshot({ path: path.join(media, 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
