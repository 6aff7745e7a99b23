import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { CommandSettings } from '../../../src/ml/evaluators/command-settings.js';

/** Settings for a program in JavaScript that is written into the folder and run by this very Node. */
export function settingsFor(
  folder: string,
  source: string,
  changes: Partial<CommandSettings> & { readonly args?: readonly string[] } = {},
): CommandSettings {
  const { args = ['{model}'], ...others } = changes;
  const file = path.join(folder, 'score.cjs');
  writeFileSync(file, source);
  return {
    command: [process.execPath, file, ...args],
    metric: 'accuracy',
    timeoutMs: 120_000,
    environment: {},
    folder,
    ...others,
  };
}

/** A program that starts another one, writes both process ids to a file, and waits for ever. */
export const hangsWithChild = (file: string): string => `
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
const file = ${JSON.stringify(file)};
fs.writeFileSync(file + '.new', process.pid + ' ' + child.pid);
fs.renameSync(file + '.new', file);
setInterval(() => {}, 1000);
`;

/** The process ids that `hangsWithChild` wrote; undefined before. */
export function readIds(file: string): readonly number[] | undefined {
  try {
    return readFileSync(file, 'utf8').split(' ').map(Number);
  } catch {
    return undefined;
  }
}

/** Whether a process is at work; one that only waits for its parent to take note of its end is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    // Gone in between, or a system without /proc.
    return process.platform !== 'linux';
  }
}
