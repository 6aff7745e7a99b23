import { ModelsmithError, modelsmithError } from '../base/errors.js';
import type { Problem } from '../base/errors.js';
import type { Files } from '../base/ports.js';
import { isResumable } from '../experiments/carriers/resume-run.js';
import type { Experiment } from '../experiments/experiment.js';
import { takeLock } from '../experiments/runs/folder-lock.js';
import type { HeldLock } from '../experiments/runs/folder-lock.js';
import { runBusy } from '../experiments/runs/run-busy.js';
import { runPaths } from '../experiments/runs/run-paths.js';
import { readOwnRecord } from '../experiments/runs/run-record-file.js';
import { needsOwner } from '../experiments/runs/run-status.js';
import { readIfThere } from '../experiments/runs/whole-file.js';
import type { RunRecord } from '../protocol/run-record.js';
import type { RunJob } from '../protocol/worker-messages.js';
import { recheckInputs } from './inputs.js';
import type { WorkerParts } from './worker-parts.js';

/** Takes a run's lock. Throws `run-busy` where somebody else owns the run, `run-missing` where it is gone. */
export async function takeRun({ runFolder, token }: RunJob): Promise<HeldLock> {
  await readOwnRecord(runFolder);
  const attempt = await takeLock(runPaths(runFolder).lock, { token });
  if (!attempt.held) {
    throw runBusy(runFolder, attempt.owner);
  }
  return attempt.lock;
}

/**
 * The record of a run that is about to begin or to go on, changed in nothing yet. Throws the reason why it must not:
 * `run-not-queued`, `run-not-resumable`.
 */
export async function readStartable({ runFolder, resume }: RunJob): Promise<RunRecord> {
  const record = await readOwnRecord(runFolder);
  // The lock is ours: whoever was running it is dead.
  const status = needsOwner(record.status) ? 'interrupted' : record.status;
  if (resume && !isResumable(status)) {
    throw modelsmithError('run-not-resumable', { run: record.id, status });
  }
  if (!resume && status !== 'queued') {
    throw modelsmithError('run-not-queued', { run: record.id, status });
  }
  return record;
}

/** The experiment as it was run. Throws its problems, where this version reads it differently. */
export async function readExperiment(
  runFolder: string,
  record: RunRecord,
  parse: WorkerParts['parse'],
): Promise<Experiment> {
  const text = await readIfThere(runPaths(runFolder).experiment);
  if (text === undefined) {
    throw modelsmithError('run-unreadable', { run: record.id });
  }
  const { experiment, problems } = parse(text, record.experiment);
  if (experiment === undefined) {
    throw new ModelsmithError(errorsOf(problems) ?? modelsmithError('run-unreadable', { run: record.id }).problems);
  }
  return experiment;
}

/** The problems that forbid a start; undefined where all are warnings. */
export function errorsOf(problems: readonly Problem[]): readonly [Problem, ...Problem[]] | undefined {
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  return first === undefined ? undefined : [first, ...others];
}

/** Compares the inputs of a run that goes on with what they were; throws what has changed. */
export async function recheckRecord(
  files: Files,
  record: RunRecord,
  options: { readonly digest: 'sampled' | 'full'; readonly signal: AbortSignal },
): Promise<RunRecord> {
  return { ...record, inputs: [...(await recheckInputs(files, record.inputs, options))] };
}
