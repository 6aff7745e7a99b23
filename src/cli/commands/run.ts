import * as path from 'node:path';
import type { Problem } from '../../base/errors.js';
import { cliTexts } from '../../base/texts/cli.js';
import { newGroup } from '../../experiments/runs/create-run.js';
import { requestStop } from '../../experiments/runs/run-request.js';
import type { RunStore } from '../../experiments/runs/run-store.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { carryRun, startInBackground, tellQueued } from '../carry-run.js';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodeOfStatus, exitCodes, worstOf } from '../exit-code.js';
import { openStore } from '../open-store.js';
import { hasErrors, planFile, problemsOfPlans } from '../plan-runs.js';
import type { ExperimentFile } from '../read-experiment-file.js';
import { noteProblems, problemJson } from '../report-problems.js';
import { startDetached } from '../start-detached.js';
import { plan } from './plan.js';
import type { PlanOptions } from './plan.js';
import { showMatrix } from './show.js';

export interface RunOptions extends PlanOptions {
  readonly background?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `modelsmith run FILE [OUTPUT]`: plans the experiment, and unless something stands in its way runs it (every run of its
 * matrix, one after the other) while telling what goes on.
 */
export async function run(context: CommandContext, name: string, options: RunOptions): Promise<ExitCode> {
  if (options.dryRun === true) {
    return plan(context, name, options);
  }
  const { file, plans } = await planFile(context, name, options);
  const problems = [...file.warnings, ...problemsOfPlans(plans)];
  if (options.json === true) {
    if (problems.length > 0) {
      context.terminal.json({ type: 'problems', problems: problems.map(problemJson) });
    }
  } else {
    noteProblems(context.terminal, problems);
  }
  if (hasErrors(problems)) {
    return exitCodes.invalid;
  }
  context.signal.throwIfAborted();
  const store = await openStore(context, options, file.file);
  const runs = await createRuns(store, file, options);
  return options.background === true
    ? runInBackground(context, store, runs, options)
    : runHere(context, store, runs, { ...options, told: problems });
}

async function createRuns(
  store: RunStore,
  { runs }: ExperimentFile,
  options: RunOptions,
): Promise<readonly RunSummary[]> {
  const group = runs.length > 1 ? { group: newGroup() } : {};
  const created: RunSummary[] = [];
  for (const experiment of runs) {
    const background = options.background === true;
    const folder = await store.create(experiment, { startedBy: 'terminal', background, ...group });
    created.push(await store.read(path.basename(folder)));
  }
  return created;
}

async function runHere(
  context: CommandContext,
  store: RunStore,
  runs: readonly RunSummary[],
  options: RunOptions & { readonly told: readonly Problem[] },
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const { told } = options;
  const json = options.json === true;
  const codes: ExitCode[] = [];
  for (const [i, one] of runs.entries()) {
    if (signal.aborted) {
      await requestStop(one.folder, 'terminal').catch(() => undefined);
      continue;
    }
    if (runs.length > 1 && !json) {
      terminal.note({ text: cliTexts.runOfSeveral(i + 1, runs.length), tone: 'strong' });
    }
    codes.push(exitCodeOfStatus(await carryRun(context, one, { json, told, tableFollows: runs.length > 1 })));
  }
  if (runs.length > 1 && !json) {
    showMatrix(context, await Promise.all(runs.map(({ id }) => store.read(id))));
  }
  return signal.aborted ? exitCodes.cancelled : worstOf(codes);
}

/** One run is its own owner; several are worked off by a process of their own, one after the other. */
async function runInBackground(
  context: CommandContext,
  store: RunStore,
  runs: readonly RunSummary[],
  options: RunOptions,
): Promise<ExitCode> {
  const json = options.json === true;
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) {
    await startInBackground(context, only, { json });
    return exitCodes.done;
  }
  startDetached(context, ['queue', 'work', '--root', store.root]);
  tellQueued(context, runs, { json });
  return exitCodes.done;
}
