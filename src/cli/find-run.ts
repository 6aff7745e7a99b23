import { modelsmithError } from '../base/errors.js';
import type { RunSummary } from '../experiments/runs/run-summary.js';
import type { CommandContext, CommonOptions } from './command-context.js';
import { findShown } from './find-shown.js';
import { openStore } from './open-store.js';

/** The one run that a person means. Throws `run-missing`, and `run-ambiguous` where it is a matrix. */
export async function findRun(context: CommandContext, reference: string, options: CommonOptions): Promise<RunSummary> {
  const shown = await findShown(await openStore(context, options), reference);
  if (shown.type === 'matrix') {
    throw modelsmithError('run-ambiguous', { run: reference, candidates: shown.runs.map(({ id }) => id) });
  }
  return shown.run;
}
