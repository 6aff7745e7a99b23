import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { shortened } from './scan-json-object.js';

/**
 * The absolute path of a file that an index in `folder` names. An index comes from strangers, so the file must lie in the
 * folder, by its name and also once symbolic links are followed; only in the hub's cache, where a snapshot's files are
 * links, may they lead to the `blobs` of the same repository.
 * Throws `shard-outside`, `shard-missing` where nothing has that name, or `shard-index-invalid` where nothing can have it.
 */
export async function resolveShard(
  files: Files,
  folder: string,
  shard: string,
  options: { readonly index: string },
): Promise<string> {
  const where = { file: options.index };
  if (shard === '' || /\p{Cc}/u.test(shard)) {
    const detail = shortened(shard);
    throw modelsmithError('shard-index-invalid', { offence: 'file-name', detail }, where);
  }
  if (!isPlainPath(shard)) {
    throw modelsmithError('shard-outside', { shard }, where);
  }
  const file = path.join(folder, ...shard.split('/'));
  const [realFolder, realFile] = [await files.realPath(folder), await files.realPath(file)];
  if (realFolder === undefined || realFile === undefined) {
    throw modelsmithError('shard-missing', { shard }, where);
  }
  if (!isBelow(realFile, realFolder) && !isBelow(realFile, blobsOf(realFolder))) {
    throw modelsmithError('shard-outside', { shard }, where);
  }
  return file;
}

/** True of names and relative paths that mean the same on every system and can't lead out of a folder. */
function isPlainPath(shard: string): boolean {
  return shard.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:]/u.test(part));
}

function isBelow(file: string, folder: string | undefined): boolean {
  return folder !== undefined && file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** `<cache>/models--<owner>--<name>/blobs` of a folder in `<cache>/models--<owner>--<name>/snapshots/<revision>`. */
function blobsOf(folder: string): string | undefined {
  const parts = folder.split(path.sep);
  const at = parts.findIndex(
    (part, i) => part.startsWith('models--') && parts[i + 1] === 'snapshots' && i + 2 < parts.length,
  );
  return at < 0 ? undefined : [...parts.slice(0, at + 1), 'blobs'].join(path.sep);
}
