import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';

/**
 * Makes the sample workspace in `target`: a copy of `mediaFolder`, which has experiments, models and questions. Throws
 * `sample-exists`, before anything is written, when a file of the sample is there, unless `overwrite`.
 */
export async function makeSampleWorkspace(
  files: Files,
  mediaFolder: string,
  target: string,
  options: { readonly signal: AbortSignal; readonly overwrite?: boolean },
): Promise<void> {
  const { signal, overwrite = false } = options;
  const names = await filesBelow(files, mediaFolder, signal);
  if (!overwrite) {
    for (const name of names) {
      signal.throwIfAborted();
      if ((await files.stat(path.join(target, name))) !== undefined) {
        throw modelsmithError('sample-exists', { folder: target, file: name }, { file: path.join(target, name) });
      }
    }
  }
  for (const name of names) {
    signal.throwIfAborted();
    await files.makeFolder(path.dirname(path.join(target, name)));
    await files.copy(path.join(mediaFolder, name), path.join(target, name));
  }
}

/** The files of a folder and of those in it, by their paths from there. */
async function filesBelow(files: Files, folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await files.list(folder)) {
    signal.throwIfAborted();
    const inner = path.join(folder, name);
    if ((await files.stat(inner))?.isFolder === true) {
      found.push(...(await filesBelow(files, inner, signal)).map((below) => path.join(name, below)));
    } else {
      found.push(name);
    }
  }
  return found;
}
