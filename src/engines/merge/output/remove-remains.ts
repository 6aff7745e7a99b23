import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';

/**
 * Removes everything from a folder but what is named: an attempt that was killed may have left files there that were being
 * written, under names that nobody knows.
 */
export async function removeRemains(files: Files, folder: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await files.list(folder)) {
    if (!keep.has(name)) {
      await files.remove(path.join(folder, name));
    }
  }
}
