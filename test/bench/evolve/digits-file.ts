import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { prepareOnce } from '../../rig/prepare-once.js';
import { projectRoot } from '../../rig/project-root.js';
import { runProgram } from '../../rig/run-program.js';

/** Where `digits.npz` lies; exports it once for this machine and this script. */
export async function digitsFile(python: string): Promise<string> {
  const script = path.join(projectRoot, 'test', 'bench', 'stability', 'export-digits.py');
  const key = createHash('sha256')
    .update(await readFile(script))
    .digest('hex')
    .slice(0, 8);
  const folder = await prepareOnce(`bench-evolve-digits-${key}`, async (target) => {
    await runProgram(python, [script, path.join(target, 'digits.npz')]);
  });
  return path.join(folder, 'digits.npz');
}
