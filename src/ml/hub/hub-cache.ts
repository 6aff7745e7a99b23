import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { systemCodeOf } from '../../base/system-code.js';
import { isCommit, type RepoReference } from './repo-reference.js';

/**
 * The folders of a repository in the cache, as huggingface_hub lays them out, so that transformers finds what we fetch and
 * we find what it has fetched: `refs/<revision>` holds a commit, `snapshots/<commit>/` has links into `blobs/`, whose files
 * are named by their digest.
 */
export interface CacheFolders {
  readonly refs: string;
  readonly snapshots: string;
  readonly blobs: string;
  /** Beside all repositories. */
  readonly locks: string;
}

/** Where a repository lies in a cache. */
export function cacheFolders(cache: string, repo: string): CacheFolders {
  const name = `models--${repo.replaceAll('/', '--')}`;
  const folder = path.join(cache, name);
  return {
    refs: path.join(folder, 'refs'),
    snapshots: path.join(folder, 'snapshots'),
    blobs: path.join(folder, 'blobs'),
    locks: path.join(cache, '.locks', name),
  };
}

/** The commit that a revision meant when it was last asked for; undefined where the cache doesn't know. */
export async function cachedCommit(
  folders: CacheFolders,
  { revision }: Pick<RepoReference, 'revision'>,
): Promise<string | undefined> {
  if (isCommit(revision)) {
    return revision;
  }
  try {
    const text = (await fs.readFile(refFile(folders, revision), 'utf8')).trim();
    return isCommit(text) ? text : undefined;
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCodeOf(thrown) ?? '')) {
      return undefined;
    }
    throw thrown;
  }
}

/** Remembers what a branch or tag means; a commit means itself. */
export async function rememberCommit(folders: CacheFolders, revision: string, commit: string): Promise<void> {
  if (isCommit(revision)) {
    return;
  }
  const file = refFile(folders, revision);
  await fs.mkdir(path.dirname(file), { recursive: true });
  // Others of this process may be at the same file.
  const beside = `${file}.${randomUUID()}.incomplete`;
  await fs.writeFile(beside, commit);
  await fs.rename(beside, file);
}

/** The path of a file in a snapshot, whether it is there or not. */
export function snapshotFile(folders: CacheFolders, commit: string, name: string): string {
  return path.join(folders.snapshots, commit, ...name.split('/'));
}

/** Gives a blob its name in a snapshot: a relative link, or the file itself where the system lets us make none. */
export async function linkIntoSnapshot(blob: string, file: string): Promise<void> {
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true });
  // Beside the name and renamed, so that a link of an interrupted download, or to a blob that was removed, is replaced.
  const beside = `${file}.${String(process.pid)}.incomplete`;
  await fs.rm(beside, { force: true });
  try {
    await fs.symlink(path.relative(folder, blob), beside);
  } catch (thrown) {
    if (!['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EINVAL'].includes(systemCodeOf(thrown) ?? '')) {
      throw thrown;
    }
    await fs.copyFile(blob, beside);
  }
  await fs.rename(beside, file);
}

function refFile({ refs }: CacheFolders, revision: string): string {
  return path.join(refs, ...revision.split('/'));
}
