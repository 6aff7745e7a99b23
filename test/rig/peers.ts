import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { prepareOnce } from './prepare-once.js';
import { projectRoot } from './project-root.js';
import { runProgram } from './run-program.js';

/** What `npm run test:peers` and the merging benchmark need. */
const mergingPeers = path.join('test', 'peers', 'requirements.txt');

/**
 * The Python of a virtual environment that holds what `file` (in the project) requires; by default mergekit, transformers
 * and what they stand on. Makes it where it isn't there, once for this machine and these requirements (several GB; needs
 * Python 3.10 or newer).
 */
export async function peersPython(file = mergingPeers): Promise<string> {
  const requirementsFile = path.join(projectRoot, file);
  const requirements = await readFile(requirementsFile);
  const key = createHash('sha256').update(requirements).digest('hex').slice(0, 8);
  const folder = await prepareOnce(`peers-${key}`, (target) => install(target, requirementsFile));
  return path.join(folder, 'bin', 'python');
}

async function install(folder: string, requirementsFile: string): Promise<void> {
  console.log(`Installing what ${path.relative(projectRoot, requirementsFile)} names, once for this machine …`);
  await runProgram(process.env['PYTHON'] ?? 'python3', ['-m', 'venv', folder]);
  const options = ['--no-input', '--progress-bar', 'off', '--quiet', '--disable-pip-version-check'];
  await runProgram(path.join(folder, 'bin', 'pip'), ['install', ...options, '-r', requirementsFile]);
}
