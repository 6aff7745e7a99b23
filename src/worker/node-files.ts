import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { compareCodePoints } from '../base/compare-code-points.js';
import { modelsmithError } from '../base/errors.js';
import type { Files, FileStat } from '../base/ports.js';
import { renamePatiently, syncFolder } from '../experiments/runs/whole-file.js';
import { isNothingThere, readingError, writingError } from './file-error.js';
import { createNodeFile } from './node-file-writer.js';
import { openNodeFile } from './node-open-file.js';
import { newPartialName } from './partial-name.js';

/** The real `Files` port, over `node:fs`. */
export const nodeFiles: Files = {
  stat,
  list,
  open: openNodeFile,
  readSmall,
  create: createNodeFile,
  writeAtomically,
  copy,
  rename,
  remove,
  makeFolder,
  freeBytes,
  isWritable,
  realPath,
};

async function stat(file: string): Promise<FileStat | undefined> {
  try {
    const found = await fs.stat(file);
    return { bytes: found.size, modifiedMs: found.mtimeMs, isFolder: found.isDirectory() };
  } catch (thrown) {
    if (isNothingThere(thrown)) {
      return undefined;
    }
    throw readingError(thrown, file);
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return (await fs.readdir(folder)).sort(compareCodePoints);
  } catch (thrown) {
    if (isNothingThere(thrown)) {
      return [];
    }
    throw readingError(thrown, folder);
  }
}

async function readSmall(file: string, maxBytes: number): Promise<Uint8Array> {
  const opened = await openNodeFile(file);
  try {
    if (opened.bytes > maxBytes) {
      throw modelsmithError('file-unreadable', { file, reason: 'too-large' }, { file });
    }
    const content = new Uint8Array(opened.bytes);
    await opened.read(content, 0);
    return content;
  } finally {
    await opened.close();
  }
}

async function writeAtomically(
  file: string,
  content: string | Uint8Array,
  { isPrivate = false }: { readonly isPrivate?: boolean } = {},
): Promise<void> {
  await replace(file, async (beside) => {
    // Private from the first byte on, not only when it is whole.
    const handle = await fs.open(beside, 'wx', isPrivate ? 0o600 : 0o666);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function copy(from: string, to: string): Promise<void> {
  const source = await stat(from);
  if (source === undefined) {
    throw modelsmithError('file-missing', { file: from }, { file: from });
  }
  if (source.isFolder) {
    throw modelsmithError('file-unreadable', { file: from, reason: 'not-a-file' }, { file: from });
  }
  await replace(to, (beside) => fs.copyFile(from, beside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE));
}

/** Lets `write` make a file beside `file`, then gives it that name; nothing is left beside it when that fails. */
async function replace(file: string, write: (beside: string) => Promise<void>): Promise<void> {
  const beside = path.join(path.dirname(file), newPartialName());
  try {
    await write(beside);
    await renamePatiently(beside, file);
  } catch (thrown) {
    await fs.rm(beside, { force: true }).catch(() => undefined);
    throw writingError(thrown, file);
  }
  await syncFolder(path.dirname(file));
}

async function rename(from: string, to: string): Promise<void> {
  if ((await fs.lstat(from).catch(() => undefined)) === undefined) {
    throw modelsmithError('file-missing', { file: from }, { file: from });
  }
  try {
    await renamePatiently(from, to);
  } catch (thrown) {
    throw writingError(thrown, to);
  }
  await syncFolder(path.dirname(to));
}

async function remove(file: string): Promise<void> {
  try {
    await fs.rm(file, { recursive: true, force: true, maxRetries: 5 });
  } catch (thrown) {
    throw writingError(thrown, file);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (thrown) {
    throw writingError(thrown, folder);
  }
}

async function freeBytes(file: string): Promise<number> {
  let folder = path.resolve(file);
  while ((await stat(folder)) === undefined && path.dirname(folder) !== folder) {
    folder = path.dirname(folder);
  }
  try {
    const { bavail, bsize } = await fs.statfs(folder);
    return bavail * bsize;
  } catch (thrown) {
    throw readingError(thrown, folder);
  }
}

async function isWritable(folder: string): Promise<boolean> {
  return fs.access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function realPath(file: string): Promise<string | undefined> {
  try {
    return await fs.realpath(file);
  } catch (thrown) {
    if (isNothingThere(thrown)) {
      return undefined;
    }
    throw readingError(thrown, file);
  }
}
