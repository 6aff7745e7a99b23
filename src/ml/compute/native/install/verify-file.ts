import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { modelsmithError } from '../../../../base/errors.js';

/** Compares a file's SHA-256 with what it must be. Throws `runtime-checksum`. */
export async function verifyFile(file: string, sha256: string, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw modelsmithError('runtime-checksum', { file: path.basename(file), expected: sha256, found });
  }
}
