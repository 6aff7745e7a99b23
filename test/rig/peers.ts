import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { prepareOnce } from './prepare-once.js';
import { projectRoot } from './project-root.js';
import { runProgram } from './run-program.js';

const requirementsFile = path.join(projectRoot, 'test', 'peers', 'requirements.txt');

/**
 * The Python of the virtual environment that holds test/peers/requirements.txt: mergekit, transformers and what they stand on.
 * Makes it where it isn't there, once for this machine and these requirements (several GB; needs Python 3.10 or newer).
 */
export async function peersPython(): Promise<string> {
  const requirements = await readFile(requirementsFile);
  const key = createHash('sha256').update(requirements).digest('hex').slice(0, 8);
  const folder = await prepareOnce(`peers-${key}`, install);
  return path.join(folder, 'bin', 'python');
}

async function install(folder: string): Promise<void> {
  console.log('Installing mergekit and transformers from PyPI, once for this machine …');
  await runProgram(process.env['PYTHON'] ?? 'python3', ['-m', 'venv', folder]);
  const options = ['--no-input', '--progress-bar', 'off', '--quiet', '--disable-pip-version-check'];
  await runProgram(path.join(folder, 'bin', 'pip'), ['install', ...options, '-r', requirementsFile]);
}
