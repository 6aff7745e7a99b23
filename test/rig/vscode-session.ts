import { cpSync, mkdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, watchHosts } from './browser.js';
import { projectRoot } from './project-root.js';
import { makeRunFolders, type RunFolders, type Settings } from './run-folders.js';
import { installExtension, startVscodeServer, type VscodeServer } from './vscode-server.js';
import { Workbench } from './workbench.js';

/** The themes that pictures are taken in: the label in VS Code's picker, and the class that its window then has. */
export const themes = {
  light: { label: 'Light Modern', windowClass: 'vs' },
  'high-contrast': { label: 'Dark High Contrast', windowClass: 'hc-black' },
  dark: { label: 'Dark Modern', windowClass: 'vs-dark' },
} as const;
export type Theme = keyof typeof themes;

export interface SessionOptions {
  /** Names its folders and screenshots: a slug. */
  readonly name: string;
  /** Fills the workspace folder before VS Code opens it: a folder to copy, or what writes files into it. */
  readonly workspace?: string | ((folder: string) => Promise<void> | void);
  readonly settings?: Settings;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly env?: NodeJS.ProcessEnv;
}

/** One VS Code with the packaged extension, open on a workspace of its own. */
export interface VscodeSession {
  readonly page: Page;
  readonly workbench: Workbench;
  /** The folder that is open. */
  readonly workspace: string;
  readonly folders: RunFolders;
  readonly server: VscodeServer;
  /** Requests of the window, by host name. */
  readonly hosts: ReadonlyMap<string, number>;
  /** Draws the window anew, by *Developer: Reload Window*. */
  readonly reload: () => Promise<void>;
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Takes a picture of the window into .e2e/shots/, named after the session and `name`. */
  readonly shot: (name: string) => Promise<void>;
  /** Takes a picture in each theme, and leaves the dark one on. */
  readonly shotInThemes: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where pictures go: the README's are copied from here. */
export const shotsFolder = path.join(projectRoot, '.e2e', 'shots');

/** Opens VS Code. The start-up alone is tried twice: a slow machine may miss its first try, a fault misses both. */
export async function openVscode(options: SessionOptions): Promise<VscodeSession> {
  try {
    return await open(options);
  } catch (error) {
    console.log(`    VS Code did not start, once more: ${error instanceof Error ? error.message : String(error)}`);
    return open(options);
  }
}

async function open(options: SessionOptions): Promise<VscodeSession> {
  const vsix = process.env['MODELSMITH_VSIX'];
  if (vsix === undefined) {
    throw new Error('MODELSMITH_VSIX names no package; start these tests with `npm run test:e2e`.');
  }
  const folders = makeRunFolders(options.name, options.settings);
  await fillWorkspace(folders.workspace, options.workspace);
  await installExtension(folders, vsix);
  const server = await startVscodeServer(folders, options.env === undefined ? {} : { env: options.env });
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
    if (process.env['MODELSMITH_E2E_KEEP'] === undefined) {
      rmSync(folders.base, { recursive: true, force: true });
    }
  };
  try {
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const hosts = watchHosts(context);
    const page = await context.newPage();
    const workbench = new Workbench(page);
    await page.goto(server.windowUrl(folders.workspace));
    await workbench.ready();
    return {
      ...actions({ page, workbench, folders, name: options.name }),
      hosts,
      server,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Opened {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly folders: RunFolders;
  readonly name: string;
}

function actions({ page, workbench, folders, name }: Opened) {
  const shot = async (of: string) => {
    mkdirSync(shotsFolder, { recursive: true });
    await page.screenshot({ path: path.join(shotsFolder, `${name}-${of}.png`) });
  };
  const setTheme = async (theme: Theme) => {
    const { label, windowClass } = themes[theme];
    await workbench.runCommand('Preferences: Color Theme');
    // The picker shows a theme as soon as its row is chosen, and keeps it at Enter.
    await workbench.answer(label);
    await page.locator(`.monaco-workbench.${windowClass}`).waitFor();
    await workbench.quickInput().waitFor({ state: 'hidden' });
  };
  const shotInThemes = async (of: string) => {
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await setTheme(theme);
      await shot(`${of}-${theme}`);
    }
  };
  const reload = async () => {
    // By the command, not the browser's reload: VS Code then keeps what it has to before it goes.
    const loaded = page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await workbench.ready();
  };
  return {
    page,
    workbench,
    folders,
    workspace: folders.workspace,
    reload,
    setTheme,
    shot,
    shotInThemes,
  };
}

async function fillWorkspace(folder: string, workspace: SessionOptions['workspace']): Promise<void> {
  if (typeof workspace === 'string') {
    cpSync(workspace, folder, { recursive: true });
  } else {
    await workspace?.(folder);
  }
}
