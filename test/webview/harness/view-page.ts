import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ToView } from '../../../src/protocol/view-messages.js';
import { projectRoot } from '../../rig/project-root.js';
import { FakeHost } from './fake-host.js';
import type { FakeRun } from './fake-host.js';
import { themeSheet, themes } from './themes.js';
import type { ThemeName } from './themes.js';
import type { ViewBundle } from './view-bundle.js';

const ORIGIN = 'https://view.test';
const NONCE = 'bm9uY2U';
/** A minute and more: slow machines draw few frames. */
const FRAMES_AT_MOST = 5000;

export interface ViewPageOptions {
  readonly bundle: ViewBundle;
  readonly runs: readonly [FakeRun, ...FakeRun[]];
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly deviceScaleFactor?: number;
  /** Changes the host before the page starts. */
  readonly prepare?: (host: FakeHost) => void;
}

/** A view in Chromium as VS Code would show it: its page and policy, its theme, a host that answers. */
export class ViewPage {
  private constructor(
    readonly page: Page,
    readonly host: FakeHost,
    private readonly context: BrowserContext,
  ) {}

  static async open(browser: Browser, options: ViewPageOptions): Promise<ViewPage> {
    const { bundle, runs, theme = 'dark', width = 1280, height = 800, deviceScaleFactor = 1 } = options;
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor });
    await context.route('**/*', async (route) => {
      const file = new URL(route.request().url()).pathname;
      const served = file === '/' ? html(theme) : files(bundle, theme).get(file);
      await (served === undefined
        ? route.abort()
        : route.fulfill({ contentType: contentTypes.get(path.extname(file)) ?? 'text/html', body: served }));
    });
    const page = await context.newPage();
    const host = new FakeHost(runs, async (message: ToView) => {
      if (message.type === 'response') {
        // Responses hold arrays, which cross as what they are.
        await page.evaluate((data) => window.postMessage(data, '*'), message);
      } else {
        await page.evaluate((json) => window.postMessage(JSON.parse(json), '*'), JSON.stringify(message));
      }
    });
    options.prepare?.(host);
    await page.exposeFunction('toHost', async (message: unknown) => {
      await host.receive(revive(message)).catch((thrown: unknown) => {
        // A page that was closed gets no answers any more.
        if (!page.isClosed()) {
          throw thrown;
        }
      });
    });
    await page.addInitScript(pretendVscode);
    await page.goto(`${ORIGIN}/`);
    const view = new ViewPage(page, host, context);
    await view.settled();
    return view;
  }

  /** Waits until all that is on its way is shown: the host has answered everything, and two frames changed nothing. */
  async settled(): Promise<void> {
    await this.page.evaluate(async (framesAtMost) => {
      const page = globalThis as unknown as { readonly unanswered: number };
      let changes = 0;
      const observer = new MutationObserver((records) => {
        changes += records.length;
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      for (let quiet = 0, frames = 0; quiet < 2; frames += 1) {
        if (frames === framesAtMost) {
          throw new Error('The page never comes to rest.');
        }
        const before = changes;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        quiet = changes > before || page.unanswered > 0 ? 0 : quiet + 1;
      }
      observer.disconnect();
    }, FRAMES_AT_MOST);
  }

  /** Where the policy stopped the page: what it tried, and the blocked thing. */
  violations(): Promise<readonly string[]> {
    return this.page.evaluate(() => (globalThis as unknown as { violations: readonly string[] }).violations);
  }

  /** What the page keeps by `setState`. */
  kept(): Promise<unknown> {
    return this.page.evaluate(() => JSON.parse(localStorage.getItem('kept') ?? 'null') as unknown);
  }

  /** What axe finds wrong, one line each. */
  async axe(): Promise<readonly string[]> {
    // Evaluated by the debugger, which the page's content security policy doesn't bind.
    await this.page.evaluate(readFileSync(path.join(projectRoot, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
    const results = await this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { readonly axe: { run(context: Document): Promise<AxeResults> } };
      return axe.run(document);
    });
    return results.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary ?? ''})`).join(', ')}`,
    );
  }

  /** Puts another theme on the page, as VS Code does when the user chooses one. */
  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(({ classes, kind, variables }) => {
      const { style } = document.documentElement;
      for (const name of [...style]) {
        style.removeProperty(name);
      }
      Object.entries(variables).forEach(([name, value]) => style.setProperty(name, value));
      document.body.className = classes;
      document.body.setAttribute('data-vscode-theme-kind', kind);
    }, themes[theme]);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

const contentTypes = new Map([
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
]);

const files = (bundle: ViewBundle, theme: ThemeName): ReadonlyMap<string, string> =>
  new Map([
    ['/view.js', bundle.script],
    ['/view.css', bundle.sheet],
    ['/theme.css', themeSheet(theme)],
  ]);

/** The page that `src/host/panels/panel-html.ts` makes, and the body's attributes that VS Code adds. */
function html(theme: ThemeName): string {
  const { classes, kind } = themes[theme];
  const policy = `default-src 'none'; style-src ${ORIGIN}; script-src 'nonce-${NONCE}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>View</title>
<link rel="stylesheet" href="/theme.css">
<link rel="stylesheet" href="/view.css">
</head>
<body class="${classes}" role="document" data-vscode-theme-kind="${kind}">
<script nonce="${NONCE}" src="/view.js"></script>
</body>
</html>`;
}

/** What VS Code gives a page; runs in the page before its scripts. */
function pretendVscode(): void {
  const page = globalThis as unknown as {
    violations: string[];
    unanswered: number;
    toHost(message: unknown): Promise<void>;
    acquireVsCodeApi(): unknown;
  };
  page.violations = [];
  page.unanswered = 0;
  const post = async (message: unknown): Promise<void> => {
    page.unanswered += 1;
    try {
      await page.toHost(JSON.parse(JSON.stringify(message, plain)) as unknown);
    } finally {
      page.unanswered -= 1;
    }
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    page.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`.trim());
  });
  // What is called from a page crosses as JSON: bytes are written out, and read back by `revive`.
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Uint8Array
      ? { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
      : value;
  page.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void post(message),
    getState: (): unknown => JSON.parse(localStorage.getItem('kept') ?? 'null') ?? undefined,
    setState: (state: unknown) => localStorage.setItem('kept', JSON.stringify(state)),
  });
}

/** Bytes as they were before they were written out as base64. */
function revive(message: unknown): unknown {
  const revived: unknown = JSON.parse(JSON.stringify(message), (_key, value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'
      ? new Uint8Array(Buffer.from(value.base64, 'base64'))
      : value,
  );
  return revived;
}
