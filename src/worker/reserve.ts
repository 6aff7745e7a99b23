import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Room for the last events, the record and the lock. */
const RESERVE_BYTES = 1 << 16;

/**
 * Sets some of the disk aside, so that a run that fills it can still write down that it failed. Random bytes, because
 * zeros take no room on file systems that compress.
 */
export async function setReserveAside(runFolder: string): Promise<void> {
  await fs.writeFile(reserveFile(runFolder), randomBytes(RESERVE_BYTES));
}

/** Gives the room back, for the last words. */
export async function giveReserveBack(runFolder: string): Promise<void> {
  await fs.rm(reserveFile(runFolder), { force: true });
}

function reserveFile(runFolder: string): string {
  return path.join(runFolder, '.reserve');
}
