import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from '../../protocol/worker-messages.js';
import type { Carrier, CarrierEnd } from './carrier.js';
import { Mailbox } from './mailbox.js';
import { OutputTail } from './output-tail.js';

/** Starts a worker's bundle in a thread of this process. What it prints is kept out of this process's streams. */
export function startThread(workerBundle: string): Carrier {
  const mailbox = new Mailbox<FromWorker>();
  let killed = false;
  let error: unknown;
  const thread = new Worker(workerBundle, { stdout: true, stderr: true, execArgv: [] });
  const output = new OutputTail([thread.stdout, thread.stderr]);
  thread.on('message', (message: FromWorker) => {
    mailbox.receive(message);
  });
  thread.on('error', (thrown) => {
    error = thrown;
  });
  const ended = new Promise<CarrierEnd>((resolve) => {
    thread.on('exit', (code) => {
      resolve(killed ? { by: 'parent' } : endOf(code, error, output.text));
    });
  });
  return {
    ended,
    send(message: ToWorker) {
      thread.postMessage(message);
    },
    listen(listener) {
      mailbox.listen(listener);
    },
    kill() {
      killed = true;
      void thread.terminate();
    },
  };
}

function endOf(code: number, error: unknown, output: string): CarrierEnd {
  if (error !== undefined) {
    const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const detail = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
    return { by: 'crash', cause: isMemory ? 'memory' : 'exception', detail, output };
  }
  return code === 0 ? { by: 'itself' } : { by: 'crash', cause: 'exit-code', detail: String(code), output };
}
