import * as path from 'node:path';
import { prepareOnce } from '../../rig/prepare-once.js';
import { projectRoot } from '../../rig/project-root.js';
import { runProgram } from '../../rig/run-program.js';

/** Where `digits.npz` lies; exports it once for this machine. */
export async function digitsFile(python: string): Promise<string> {
  const script = path.join(projectRoot, 'test', 'bench', 'stability', 'export-digits.py');
  const folder = await prepareOnce('bench-evolve-digits', async (target) => {
    await runProgram(python, [script, path.join(target, 'digits.npz')]);
  });
  return path.join(folder, 'digits.npz');
}
