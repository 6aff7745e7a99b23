import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from './cache-folder.js';

/** A lock that nobody has touched for this long was left by a process that died. */
const staleMs = 60_000;
const heartbeatMs = 10_000;
const retryMs = 300;

/** Runs `work` while no other process of this machine runs work under the same name. */
export async function whileLocked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(cacheFolder(), `${name}.lock`);
  await mkdir(path.dirname(lock), { recursive: true });
  while (!(await isTaken(lock))) {
    await removeIfStale(lock);
    await delay(retryMs);
  }
  const heartbeat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lock, { recursive: true, force: true });
  }
}

/** Whether this process could take the lock: making a folder either succeeds or finds one, never both. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function removeIfStale(lock: string): Promise<void> {
  const touchedMs = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  if (Date.now() - touchedMs > staleMs) {
    await rm(lock, { recursive: true, force: true });
  }
}
