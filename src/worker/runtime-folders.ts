import { homedir } from 'node:os';
import * as path from 'node:path';
import { runtimeFolderName } from '../ml/compute/native/find-runtime.js';

/**
 * Where TensorFlow's library may lie, and in the first of which it is installed: the folder that the environment names (the
 * editor names one in its own storage), then the cache that terminal and set-up share.
 */
export function runtimeFolders(): readonly [string, ...string[]] {
  const { MODELSMITH_TENSORFLOW: named, MODELSMITH_CACHE: cache, XDG_CACHE_HOME: caches } = process.env;
  const shared = path.join(
    cache ?? path.join(caches ?? path.join(homedir(), '.cache'), 'modelsmith'),
    runtimeFolderName(),
  );
  return named === undefined || named === '' ? [shared] : [path.resolve(named), shared];
}
