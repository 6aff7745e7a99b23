import type { Job } from '../protocol/worker-messages.js';
import { executeRun } from './execute-run.js';
import type { JobTools } from './job-tools.js';
import { openParentChannel } from './parent-channel.js';
import { serveRequests } from './serve-requests.js';
import { isTaskWorker, startTaskWorker } from './start-task-worker.js';
import { StopSignal } from './stop-signal.js';
import { superviseRun } from './supervise-run.js';
import type { WorkerParts } from './worker-parts.js';

/**
 * The entry of both carriers: says that it is ready, takes one job, does it, ends. In a thread of a run's pool it does
 * that run's tasks instead.
 */
export function startWorker(parts: WorkerParts): void {
  if (isTaskWorker()) {
    startTaskWorker(parts.tasks);
    return;
  }
  const channel = openParentChannel();
  const stop = new StopSignal();
  let job: Job | undefined;
  // A terminal sends it to all its processes; the parent decides what it means, and tells us.
  process.on('SIGINT', () => undefined);
  channel.onClose(() => {
    if (job?.type !== 'supervise') {
      process.exit();
    }
  });
  channel.onMessage((message) => {
    if (message.type === 'stop') {
      stop.request();
    } else if (message.type === 'start' && job === undefined) {
      job = message.job;
      void take(message.job, { channel, stop, parts }).then(async () => {
        await channel.flush();
        process.exit();
      });
    }
  });
  channel.send({ type: 'ready' });
}

async function take(job: Job, tools: JobTools): Promise<void> {
  switch (job.type) {
    case 'run':
      await executeRun(job, tools);
      break;
    case 'supervise':
      await superviseRun(job, tools);
      break;
    case 'serve':
      await serveRequests(tools);
      break;
  }
}
