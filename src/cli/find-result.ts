import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { runPaths } from '../experiments/runs/run-paths.js';
import type { CommandContext, CommonOptions } from './command-context.js';
import { findRun } from './find-run.js';

/** The folder that a person means: one that is there, or the result of a run. Throws `run-missing` and `run-ambiguous`. */
export async function findResult(context: CommandContext, reference: string, options: CommonOptions): Promise<string> {
  const folder = path.resolve(context.workingFolder, reference);
  if ((await fs.stat(folder).catch(() => undefined))?.isDirectory() === true) {
    return folder;
  }
  const run = await findRun(context, reference, options);
  return run.record.output ?? path.join(runPaths(run.folder).artifacts, 'model');
}
