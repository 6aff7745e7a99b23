import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { ensureChromium } from './chromium.js';

/** Starts a headless Chromium. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    headless: true,
    // Chromium's sandbox refuses root, and containers have a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}

/** Counts the requests of a context by host, so that "no internet" is checked and not assumed; grows as it goes. */
export function watchHosts(context: BrowserContext): ReadonlyMap<string, number> {
  const hosts = new Map<string, number>();
  context.on('request', (request) => {
    const url = URL.canParse(request.url()) ? new URL(request.url()) : undefined;
    if (url !== undefined && /^(http|ws)s?:$/.test(url.protocol)) {
      hosts.set(url.hostname, (hosts.get(url.hostname) ?? 0) + 1);
    }
  });
  return hosts;
}
