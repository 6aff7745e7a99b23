import { spawn } from 'node:child_process';
import { modelsmithError } from '../../../../base/errors.js';
import { systemCodeOf } from '../../../../base/system-code.js';

/** So much of what a tool said is told to the user; the end of it says what went wrong. */
const KEPT_CHARACTERS = 2000;

/**
 * Runs a program of the system to its end; answers with what it printed. Throws `runtime-tool-missing` where there is no
 * such program, `runtime-tool-failed` with its last words, and the signal's reason.
 */
export async function runTool(
  tool: string,
  args: readonly string[],
  options: { readonly folder: string; readonly signal: AbortSignal },
): Promise<string> {
  const { folder, signal } = options;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      cwd: folder,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let printed = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-KEPT_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS);
    });
    child.once('error', (error) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
      } else {
        const isMissing = systemCodeOf(error) === 'ENOENT';
        reject(
          isMissing
            ? modelsmithError('runtime-tool-missing', { tool })
            : modelsmithError('runtime-tool-failed', { tool, output: error.message }),
        );
      }
    });
    child.once('close', (code) => {
      if (code === 0) {
        resolve(printed);
      } else {
        reject(modelsmithError('runtime-tool-failed', { tool, output: (said === '' ? printed : said).trim() }));
      }
    });
  });
}
