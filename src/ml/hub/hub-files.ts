import { modelsmithError } from '../../base/errors.js';
import type { Files, FileStat, OpenFile } from '../../base/ports.js';
import { compareCodePoints } from '../../base/compare-code-points.js';

/** What is known of a path that isn't on the disk. */
export interface RemoteFolder {
  /** Names in the folder, without what lies deeper. */
  readonly names: readonly string[];
}

/** Files that could be fetched, by the paths that they would have. */
export interface RemoteFiles {
  /** A folder of theirs; undefined where there is none. */
  folder(path: string): RemoteFolder | undefined;
  bytes(path: string): number | undefined;
  open(path: string): OpenFile | undefined;
  /** Called with every path that is opened, on the disk or not. */
  onOpen(path: string): void;
}

/**
 * Files of the disk, and beside them those that could be fetched: a plan reads a model of a hub as if it were here. Only
 * reading knows of them.
 */
export function withRemoteFiles(local: Files, remote: RemoteFiles): Files {
  const open = async (path: string): Promise<OpenFile> => {
    remote.onOpen(path);
    const there = (await local.stat(path)) === undefined ? remote.open(path) : undefined;
    return there ?? local.open(path);
  };
  return {
    ...local,
    async stat(path): Promise<FileStat | undefined> {
      const there = await local.stat(path);
      const bytes = there === undefined ? remote.bytes(path) : undefined;
      if (bytes !== undefined) {
        return { bytes, modifiedMs: 0, isFolder: false };
      }
      return there ?? (remote.folder(path) === undefined ? undefined : { bytes: 0, modifiedMs: 0, isFolder: true });
    },
    async list(folder) {
      const there = await local.list(folder);
      return [...new Set([...there, ...(remote.folder(folder)?.names ?? [])])].sort(compareCodePoints);
    },
    open,
    async readSmall(path, maxBytes) {
      const file = await open(path);
      try {
        if (file.bytes > maxBytes) {
          throw modelsmithError('file-unreadable', { file: path, reason: 'too-large' }, { file: path });
        }
        const content = new Uint8Array(file.bytes);
        await file.read(content, 0);
        return content;
      } finally {
        await file.close();
      }
    },
    async realPath(path) {
      const isRemote = remote.bytes(path) !== undefined || remote.folder(path) !== undefined;
      return (await local.realPath(path)) ?? (isRemote ? path : undefined);
    },
  };
}
