import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { isCancellation, modelsmithError, ModelsmithError } from '../../../../base/errors.js';
import { findRuntime, RELEASE, RUNTIME_FILE } from '../find-runtime.js';
import { checkAddon } from './check-addon.js';
import { compileAddon } from './compile-addon.js';
import type { AddonSources } from './compile-addon.js';
import type { InstallContext, Library } from './installation.js';
import { libraryFromArchive } from './library-from-archive.js';
import { libraryFromPackages } from './library-from-packages.js';
import { libraryArchives, libraryPackages } from './runtime-sources.js';

export interface InstallOptions extends InstallContext {
  readonly sources: AddonSources;
}

/**
 * Installs TensorFlow's library with the addon into a folder (absolute), which appears when it is whole; nothing happens
 * where it is there already. Needs a C++ compiler. Answers with TensorFlow's version. Throws `runtime-…`, and the signal's
 * reason when it was cancelled, and leaves nothing half-done.
 */
export async function installRuntime(folder: string, options: InstallOptions): Promise<string> {
  const { signal, onProgress, sources } = options;
  const installed = findRuntime([folder]);
  if (installed !== undefined) {
    return checkAddon(installed, signal);
  }
  const partial = `${folder}.partial-${String(process.pid)}`;
  const scratch = path.join(partial, 'scratch');
  await rm(partial, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    const library = await fetchLibrary(partial, scratch, options);
    onProgress('compile', 0, 0);
    const addon = await compileAddon(sources, partial, { library, signal });
    onProgress('check', 0, 0);
    const version = await checkAddon(path.join(partial, addon), signal);
    await rm(scratch, { recursive: true });
    const runtime = { release: RELEASE, addon, tensorflow: version };
    await writeFile(path.join(partial, RUNTIME_FILE), `${JSON.stringify(runtime, null, 2)}\n`);
    await putInPlace(partial, folder);
    return version;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** From where TensorFlow publishes it; where that can't be reached, from packages. */
async function fetchLibrary(folder: string, scratch: string, context: InstallContext): Promise<Library> {
  const platform = `${process.platform}-${process.arch}`;
  const archive = libraryArchives[platform];
  const packages = libraryPackages[platform];
  if (archive === undefined) {
    throw modelsmithError('runtime-unsupported', { platform });
  }
  try {
    return await libraryFromArchive(archive, folder, { scratch, context });
  } catch (thrown) {
    const isUnreachable = thrown instanceof ModelsmithError && thrown.problems[0].code === 'runtime-download';
    if (isCancellation(thrown) || !isUnreachable || packages === undefined) {
      throw thrown;
    }
  }
  return libraryFromPackages(packages, folder, { scratch, context });
}

/** Whoever comes second finds the same thing there, and keeps it. */
async function putInPlace(partial: string, folder: string): Promise<void> {
  try {
    // What is there has no addon: an older attempt, or one that was damaged.
    if (findRuntime([folder]) === undefined) {
      await rm(folder, { recursive: true, force: true });
    }
    await rename(partial, folder);
  } catch (thrown) {
    if (findRuntime([folder]) === undefined) {
      throw thrown;
    }
  }
}
