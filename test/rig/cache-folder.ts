import { homedir } from 'node:os';
import * as path from 'node:path';

/** Where large downloads for tests are kept, outside the working tree, so that every clone of a machine shares them. */
export function cacheFolder(): string {
  const { MODELSMITH_CACHE, XDG_CACHE_HOME } = process.env;
  return MODELSMITH_CACHE ?? path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'modelsmith');
}
