import { isResumable } from '../../experiments/carriers/resume-run.js';
import type { RunStore } from '../../experiments/runs/run-store.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { carryRun, startInBackground, tellQueued } from '../carry-run.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodeOfStatus, exitCodes, worstOf } from '../exit-code.js';
import type { Shown } from '../find-shown.js';
import { findShown } from '../find-shown.js';
import { openStore } from '../open-store.js';
import { startDetached } from '../start-detached.js';
import { showMatrix } from './show.js';

export interface ResumeOptions extends CommonOptions {
  readonly background?: boolean;
}

/**
 * `modelsmith resume RUN`: goes on with a run from its newest snapshot while telling what goes on; of a matrix with every
 * run that can, one after the other.
 */
export async function resume(context: CommandContext, reference: string, options: ResumeOptions): Promise<ExitCode> {
  const store = await openStore(context, options);
  const runs = resumable(await findShown(store, reference));
  return options.background === true
    ? resumeInBackground(context, store, runs, options)
    : resumeHere(context, store, runs, options);
}

async function resumeHere(
  context: CommandContext,
  store: RunStore,
  runs: readonly RunSummary[],
  options: ResumeOptions,
): Promise<ExitCode> {
  const json = options.json === true;
  const codes: ExitCode[] = [];
  for (const run of runs) {
    context.signal.throwIfAborted();
    const status = await carryRun(context, run, { json, resume: true, tableFollows: runs.length > 1 });
    codes.push(exitCodeOfStatus(status));
  }
  if (runs.length > 1 && !json) {
    showMatrix(context, await Promise.all(runs.map(({ id }) => store.read(id))));
  }
  return worstOf(codes);
}

/** One run is its own owner; several are resumed by a process of their own, one after the other. */
async function resumeInBackground(
  context: CommandContext,
  store: RunStore,
  runs: readonly RunSummary[],
  options: ResumeOptions,
): Promise<ExitCode> {
  const json = options.json === true;
  const [first] = runs;
  const group = first?.record.group;
  if (runs.length > 1 && group !== undefined) {
    startDetached(context, ['resume', group, '--root', store.root]);
    tellQueued(context, runs, { json });
  } else if (first !== undefined) {
    await startInBackground(context, first, { json, resume: true });
  }
  return exitCodes.done;
}

/** Of a matrix the runs that can go on; one run as it is, so that what can't is told with the reason. */
function resumable(shown: Shown): readonly RunSummary[] {
  if (shown.type === 'run') {
    return [shown.run];
  }
  const able = shown.runs.filter(({ status }) => isResumable(status));
  return able.length === 0 ? shown.runs.slice(0, 1) : able;
}
