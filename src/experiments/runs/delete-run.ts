import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { takeLock } from './folder-lock.js';
import { partialOutput } from '../../base/partial-output.js';
import { runBusy } from './run-busy.js';
import { runPaths } from './run-paths.js';
import type { RootPaths } from './run-paths.js';
import { readOwnRecord } from './run-record-file.js';
import { renamePatiently } from './whole-file.js';

/**
 * Removes a run's folder: first aside in one step, so that no listing sees half a run, then for good; what an earlier
 * deletion left behind goes with it, and so does the beginning of a result, which nothing can go on with any more. Throws
 * `run-busy` while the run has an owner.
 */
export async function deleteRun(root: RootPaths, runFolder: string): Promise<void> {
  const attempt = await takeLock(runPaths(runFolder).lock);
  if (!attempt.held) {
    throw runBusy(runFolder, attempt.owner);
  }
  // A record that can't be read names no output.
  const record = await readOwnRecord(runFolder).catch(() => undefined);
  try {
    await fs.mkdir(root.trash, { recursive: true });
    const aside = path.join(root.trash, `${path.basename(runFolder)}-${randomBytes(4).toString('hex')}`);
    await renamePatiently(runFolder, aside);
  } finally {
    await attempt.lock.release();
  }
  await fs.rm(root.trash, { recursive: true, force: true, maxRetries: 5 });
  if (record?.output !== undefined) {
    const partial = partialOutput(record.output, path.basename(runFolder));
    await fs.rm(partial, { recursive: true, force: true, maxRetries: 5 });
  }
}
