import { format } from 'node:util';
import * as path from 'node:path';
import { openBrowser } from './browser.js';
import { makeRunFolders } from './run-folders.js';
import { startVscodeServer } from './vscode-server.js';

/** The whole run of the tests in the extension host, start included. */
const timeoutMs = 20 * 60_000;

export interface ExtensionTests {
  /** The folder of the extension under development. */
  readonly extension: string;
  /** The module whose `run()` runs the tests. */
  readonly tests: string;
  readonly workspace: string;
}

/** Runs extension tests in a VS Code server with a headless window; answers with the status that VS Code itself reports. */
export async function runInExtensionHost({ extension, tests, workspace }: ExtensionTests): Promise<number> {
  const folders = makeRunFolders('host');
  const server = await startVscodeServer(folders, { driver: true });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const ended = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`The tests did not end within ${String(timeoutMs / 60_000)} minutes.`));
      }, timeoutMs);
      page.once('crash', () => {
        reject(new Error('The window crashed.'));
      });
      // VS Code calls these two where they exist: at the end of a run of extension tests, and for each console message.
      void page.exposeFunction('codeAutomationExit', (status: number) => {
        clearTimeout(timer);
        resolve(status);
      });
      void page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
        if (process.env['MODELSMITH_E2E_VERBOSE'] !== undefined) {
          console.log(`[${type}] ${format(...args)}`);
        }
      });
    });
    const remote = (file: string) => `vscode-remote://${server.authority}${file}`;
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(tests)],
    ] as const;
    await page.goto(server.windowUrl(workspace, payload));
    const status = await ended.catch(async (error: unknown) => {
      await page.screenshot({ path: path.join(folders.base, 'failed.png') }).catch(() => undefined);
      throw error;
    });
    return status;
  } finally {
    await browser.close();
    await server.stop();
  }
}
