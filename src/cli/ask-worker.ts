import { WorkerClient } from '../experiments/carriers/worker-client.js';
import type { WorkerMethods } from '../protocol/worker-messages.js';
import type { CommandContext } from './command-context.js';

/** Asks a worker one thing, and ends it. Throws its problems, or the signal's reason. */
export async function askWorker<Method extends keyof WorkerMethods>(
  context: CommandContext,
  method: Method,
  params: WorkerMethods[Method]['params'],
  options: { readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<WorkerMethods[Method]['result']> {
  const client = new WorkerClient({ workerBundle: context.workerBundle, serve: context.serve });
  try {
    return await client.request(method, params, { ...options, signal: context.signal });
  } finally {
    client.dispose();
  }
}
