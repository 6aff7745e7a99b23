import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** The folder of a topic's golden files (`merge`, `malformed`, ...), and the reason to skip its tests when it isn't there. */
export interface GoldenFolder {
  readonly folder: string;
  /** For the `skip` option of a test: false when the folder is there. */
  readonly skip: string | false;
}

/** Finds a topic below `GOLDEN_DIR`, or below `test/golden` when that isn't set. */
export function goldenFolder(topic: string): GoldenFolder {
  const root = process.env['MODELSMITH_ROOT'] ?? process.cwd();
  const folder = path.join(path.resolve(process.env['GOLDEN_DIR'] ?? path.join(root, 'test', 'golden')), topic);
  return { folder, skip: existsSync(folder) ? false : `no golden folder ${topic}` };
}
