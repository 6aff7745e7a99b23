import { problemsOf, isCancellation } from '../base/errors.js';
import { startRun } from '../experiments/carriers/start-run.js';
import { hubEndpoint, hubTokenName } from '../base/hub-address.js';
import { Peer, type Handlers } from '../experiments/carriers/peer.js';
import type { Job, ParentMethods } from '../protocol/worker-messages.js';
import { askToken } from './hub-access.js';
import type { JobTools } from './job-tools.js';

/** Carries a run in the background: is the parent of its worker, and writes down what became of it. Never rejects. */
export async function superviseRun(
  job: Extract<Job, { type: 'supervise' }>,
  { channel, stop, parts }: JobTools,
): Promise<void> {
  const { runFolder, resume, carrier } = job;
  const parent = new Peer<Record<string, never>, ParentMethods>((message) => {
    channel.send(message);
  });
  channel.onMessage((message) => {
    parent.receive(message);
  });
  try {
    // Asked for while the one who knows is still there; kept in memory only.
    const endpoint = hubEndpoint(process.env);
    const token = await askToken(parent, endpoint, stop.signal);
    const serve: Handlers<ParentMethods> = {
      secret: ({ name }) => Promise.resolve({ value: name === hubTokenName(endpoint) ? token : undefined }),
    };
    const run = await startRun({ runFolder, resume, carrier, workerBundle: parts.bundle, signal: stop.signal, serve });
    channel.send({ type: 'owned' });
    await run.ended;
  } catch (thrown) {
    channel.send({ type: 'refused', problems: isCancellation(thrown) ? [] : problemsOf(thrown) });
  }
}
