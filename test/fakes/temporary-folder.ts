import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { after } from 'node:test';

/** A new folder that is removed when the test (or the file, where called outside of one) is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'modelsmith-')));
  after(() => fs.rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
