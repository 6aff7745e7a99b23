import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { cacheFolder } from './cache-folder.js';
import { whileLocked } from './while-locked.js';

/**
 * Makes a folder of the cache once, whoever asks first; others wait for it.
 * `prepare` fills the folder; one that it left half-filled is emptied and filled again. Answers with the folder's path.
 */
export async function prepareOnce(name: string, prepare: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(cacheFolder(), name);
  const stamp = path.join(folder, '.ready');
  if (existsSync(stamp)) {
    return folder;
  }
  await whileLocked(name, async () => {
    if (existsSync(stamp)) {
      return;
    }
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await prepare(folder);
    await writeFile(`${stamp}.new`, new Date().toISOString());
    await rename(`${stamp}.new`, stamp);
  });
  return folder;
}
