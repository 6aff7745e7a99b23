import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { isRecord } from '../../../base/plain-record.js';

/** TensorFlow.js's release that is part of this program, and that the addon must come from. */
export const RELEASE = '4.22.0';

/** Says where the addon lies; written last, so that a folder that has it is whole. */
export const RUNTIME_FILE = 'runtime.json';

/** The name of the folder that holds TensorFlow's library for this release, system and processor. */
export function runtimeFolderName(): string {
  return `tensorflow-tfjs-${RELEASE}-${process.platform}-${process.arch}`;
}

/** The addon (absolute) in the first of the folders that holds a whole library; undefined where none does. */
export function findRuntime(folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    const addon = addonOf(folder);
    if (addon !== undefined && existsSync(addon)) {
      return addon;
    }
  }
  return undefined;
}

/** The addon that a folder says it has. One of another release, or outside the folder, is none. */
function addonOf(folder: string): string | undefined {
  try {
    const runtime: unknown = JSON.parse(readFileSync(path.join(folder, RUNTIME_FILE), 'utf8'));
    if (isRecord(runtime) && runtime['release'] === RELEASE && typeof runtime['addon'] === 'string') {
      const addon = path.resolve(folder, runtime['addon']);
      return addon.startsWith(path.resolve(folder) + path.sep) ? addon : undefined;
    }
  } catch {
    // No folder, or one that is being filled.
  }
  return undefined;
}
