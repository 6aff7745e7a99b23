import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { systemCodeOf } from '../../base/system-code.js';
import { MODELSMITH_FOLDER, rootPaths } from './run-paths.js';
import type { RootPaths } from './run-paths.js';

/**
 * The root of an experiment file's runs: the nearest ancestor folder that has a `.modelsmith` folder, else the workspace
 * folder that it lies in, else the folder of the git repository it lies in, else its own folder. Nothing is created.
 * `start` is the experiment file or a folder (absolute); it need not exist.
 */
export async function findRoot(start: string, options: { readonly workspaceFolder?: string } = {}): Promise<string> {
  const own = (await isFolder(start)) ? start : path.dirname(start);
  const ancestors = ancestorsOf(own);
  for (const folder of ancestors) {
    if (await isFolder(path.join(folder, MODELSMITH_FOLDER))) {
      return folder;
    }
  }
  if (options.workspaceFolder !== undefined) {
    return options.workspaceFolder;
  }
  for (const folder of ancestors) {
    // A work tree's `.git` is a folder, that of a submodule or a linked work tree a file.
    if (await exists(path.join(folder, '.git'))) {
      return folder;
    }
  }
  return own;
}

/** Makes the root's folders where they are missing, hidden from git by a `.gitignore` of `*`. */
export async function prepareRoot(root: string): Promise<RootPaths> {
  const paths = rootPaths(root);
  await fs.mkdir(paths.runs, { recursive: true });
  try {
    await fs.writeFile(path.join(paths.folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (thrown) {
    // There already, and perhaps changed by its user.
    if (systemCodeOf(thrown) !== 'EEXIST') {
      throw thrown;
    }
  }
  return paths;
}

/** A folder and all that it lies in, nearest first. */
function ancestorsOf(folder: string): readonly string[] {
  const all = [folder];
  for (let at = folder; path.dirname(at) !== at; at = path.dirname(at)) {
    all.push(path.dirname(at));
  }
  return all;
}

async function isFolder(candidate: string): Promise<boolean> {
  return (await fs.stat(candidate).catch(() => undefined))?.isDirectory() ?? false;
}

async function exists(candidate: string): Promise<boolean> {
  return (await fs.stat(candidate).catch(() => undefined)) !== undefined;
}
