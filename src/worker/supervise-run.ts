import { problemsOf, isCancellation } from '../base/errors.js';
import { startRun } from '../experiments/carriers/start-run.js';
import type { Job } from '../protocol/worker-messages.js';
import type { JobTools } from './job-tools.js';

/** Carries a run in the background: is the parent of its worker, and writes down what became of it. Never rejects. */
export async function superviseRun(
  job: Extract<Job, { type: 'supervise' }>,
  { channel, stop, parts }: JobTools,
): Promise<void> {
  const { runFolder, resume, carrier } = job;
  try {
    const run = await startRun({ runFolder, resume, carrier, workerBundle: parts.bundle, signal: stop.signal });
    channel.send({ type: 'owned' });
    await run.ended;
  } catch (thrown) {
    channel.send({ type: 'refused', problems: isCancellation(thrown) ? [] : problemsOf(thrown) });
  }
}
