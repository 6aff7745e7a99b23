import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { projectRoot } from './project-root.js';
import { runProgram } from './run-program.js';

/** Builds the product into a folder that lasts as long as this process, and returns the folder. */
export async function buildProduct(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'modelsmith-dist-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  await runProgram(process.execPath, [path.join(projectRoot, 'scripts', 'build.mjs'), '--outdir', folder]);
  return folder;
}
