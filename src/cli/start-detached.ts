import { spawn } from 'node:child_process';
import type { CommandContext } from './command-context.js';

/** Starts this command once more, with other arguments, in a process that outlives this one. */
export function startDetached({ ownBundle, workingFolder }: CommandContext, args: readonly string[]): void {
  spawn(process.execPath, [ownBundle, ...args], {
    cwd: workingFolder,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    // Electron's program is a Node only when it is told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  }).unref();
}
