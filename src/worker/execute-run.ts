import type { ErrorCode } from '../base/error-codes.js';
import { isCancellation, type Problem, problemsOf } from '../base/errors.js';
import type { HeldLock } from '../experiments/runs/folder-lock.js';
import { Peer } from '../experiments/carriers/peer.js';
import { clearRequest } from '../experiments/runs/run-request.js';
import { settleRun } from '../experiments/runs/settle-run.js';
import type { ParentMethods, RunJob } from '../protocol/worker-messages.js';
import { beginAttempt } from './attempt.js';
import type { Attempt } from './attempt.js';
import { readExperiment, readStartable, recheckRecord, takeRun } from './begin-run.js';
import { createHubAccess, type HubAccess } from './hub-access.js';
import type { JobTools } from './job-tools.js';
import { nodeFiles } from './node-files.js';

/** Why a run rightly stays what it is; anything else that keeps it from beginning is a failure of the run. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'input-changed',
  'run-busy',
  'run-missing',
  'run-newer',
  'run-not-queued',
  'run-not-resumable',
]);

/** A run from the worker's side, top to bottom. Never rejects: the parent is told, and the run's folder says it all. */
export async function executeRun(job: RunJob, tools: JobTools): Promise<void> {
  const { channel } = tools;
  const parent = new Peer<Record<string, never>, ParentMethods>((message) => {
    channel.send(message);
  });
  channel.onMessage((message) => {
    parent.receive(message);
  });
  let lock: HeldLock | undefined;
  let attempt: Attempt | undefined;
  let refusal: readonly Problem[] = [];
  try {
    lock = await takeRun(job);
    attempt = await begin(job, lock, { ...tools, hub: createHubAccess(parent) });
  } catch (thrown) {
    refusal = isCancellation(thrown) ? [] : problemsOf(thrown);
    channel.send({ type: 'refused', problems: refusal });
  }
  if (attempt !== undefined) {
    channel.send({ type: 'owned' });
    const { status, problems } = await attempt.run();
    channel.send({ type: 'ended', status, problems });
  }
  // A lock that can't be let go (the folder was removed) has nothing left to guard.
  await lock?.release().catch(() => undefined);
  const failure = lock === undefined ? [] : refusal.filter(({ code }) => !REFUSALS.has(code));
  const [first, ...others] = failure;
  if (first !== undefined) {
    // Left in the queue it would be tried again, and again, by every process that works it off.
    const settlement = { status: 'failed', problems: [first, ...others] } as const;
    await settleRun(job.runFolder, settlement, { deadToken: job.token, evenQueued: true }).catch(() => undefined);
  }
}

/** All that may forbid the start comes before the first change. */
async function begin(job: RunJob, lock: HeldLock, tools: JobTools & { readonly hub: HubAccess }): Promise<Attempt> {
  const { runFolder } = job;
  const { signal } = tools.stop;
  let record = await readStartable(job);
  if (job.resume) {
    const { digest } = await readExperiment(runFolder, record, tools.parts.parse);
    record = await recheckRecord(nodeFiles, record, { digest, signal });
  }
  signal.throwIfAborted();
  // A request that is here by now was meant for an earlier attempt.
  await clearRequest(runFolder);
  return beginAttempt({ runFolder, record, lock, ...tools });
}
