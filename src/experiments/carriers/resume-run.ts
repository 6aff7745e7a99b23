import { modelsmithError } from '../../base/errors.js';
import type { RunStatus } from '../../protocol/run-record.js';
import { readOwnRecord } from '../runs/run-record-file.js';
import { readRunState } from '../runs/run-status.js';
import type { RunHandle, StartRunOptions } from './run-handle.js';
import { startRun } from './start-run.js';

/** True of runs that can go on: from their newest snapshot, from the start where there is none. */
export function isResumable(status: RunStatus): boolean {
  return status === 'cancelled' || status === 'interrupted' || status === 'failed';
}

/**
 * Goes on with a run that was cancelled, interrupted or that failed. Returns when the worker owns it, after it has
 * compared the inputs with what they were. Throws `run-not-resumable`, `input-changed`, `run-newer`, and like `startRun`.
 */
export async function resumeRun(options: Omit<StartRunOptions, 'resume'>): Promise<RunHandle> {
  const record = await readOwnRecord(options.runFolder);
  const { status } = await readRunState(options.runFolder);
  if (!isResumable(status)) {
    throw modelsmithError('run-not-resumable', { run: record.id, status });
  }
  return startRun({ ...options, resume: true });
}
