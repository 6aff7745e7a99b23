import { CarriedRun } from './carried-run.js';
import { readOwnRecord } from '../runs/run-record-file.js';
import { startChild } from './child-carrier.js';
import type { RunHandle, StartRunOptions } from './run-handle.js';
import { startBackgroundRun } from './start-background-run.js';
import { startThread } from './thread-carrier.js';

/**
 * Starts a run that is queued (or with `resume` one that has ended) and returns when its worker owns it.
 * Throws the worker's reasons where it refuses (`run-busy`, `run-not-resumable`, `input-changed`), and `worker-died`
 * where it ends before it could begin; then the run is recorded as failed.
 */
export async function startRun(options: StartRunOptions): Promise<RunHandle> {
  if (options.carrier === 'background') {
    return startBackgroundRun(options);
  }
  const carrier =
    options.carrier === 'thread'
      ? startThread(options.workerBundle)
      : startChild(options.workerBundle, { threads: await threadsOf(options.runFolder) });
  const run = new CarriedRun(carrier, options);
  await run.owned;
  return run;
}

/** What the experiment allows; a run whose record can't be read is refused by its worker, which says why. */
async function threadsOf(runFolder: string): Promise<number | undefined> {
  return readOwnRecord(runFolder).then(
    ({ threads }) => threads,
    () => undefined,
  );
}
