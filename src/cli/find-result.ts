import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { runPaths } from '../experiments/runs/run-paths.js';
import type { CommandContext, CommonOptions } from './command-context.js';
import { openStore } from './open-store.js';
import { findShown } from './find-shown.js';
import { modelsmithError } from '../base/errors.js';

/** The folder that a person means: one that is there, or the result of a run. Throws `run-missing` and `run-ambiguous`. */
export async function findResult(context: CommandContext, reference: string, options: CommonOptions): Promise<string> {
  const folder = path.resolve(context.workingFolder, reference);
  if ((await fs.stat(folder).catch(() => undefined))?.isDirectory() === true) {
    return folder;
  }
  const shown = await findShown(await openStore(context, options), reference);
  const run = shown.type === 'run' ? shown.run : shown.runs[0];
  if (run === undefined || shown.type === 'matrix') {
    throw modelsmithError('run-ambiguous', {
      run: reference,
      candidates: shown.type === 'matrix' ? shown.runs.map(({ id }) => id) : [],
    });
  }
  return run.record.output ?? path.join(runPaths(run.folder).artifacts, 'model');
}
