import { Worker } from 'node:worker_threads';
import { ModelsmithError, modelsmithError } from '../base/errors.js';
import { TASK_ROLE, type FromTaskWorker, type ToTaskWorker } from '../protocol/task-messages.js';

interface Pending {
  readonly id: number;
  readonly onProgress: (done: number) => void;
  readonly resolve: (output: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/** One thread of a pool, seen from outside. Does one task at a time; a death fails the task at hand. */
export class TaskThread {
  private readonly worker: Worker;
  private readonly exited: Promise<void>;
  private pending: Pending | undefined;
  private death: unknown;
  private tasks = 0;

  constructor(bundle: string) {
    this.worker = new Worker(bundle, { workerData: TASK_ROLE });
    this.worker.on('message', (message: FromTaskWorker) => {
      this.receive(message);
    });
    this.worker.on('error', (thrown) => {
      this.die(thrown);
    });
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.die(modelsmithError('worker-died', { cause: 'exit-code', detail: String(code), output: '' }));
        resolve();
      });
    });
  }

  /** Does a task. Rejects with what it threw, with `AbortError` after `abort`, or with the thread's death. */
  run(name: string, input: unknown, onProgress: (done: number) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.death !== undefined) {
        reject(asError(this.death));
        return;
      }
      this.pending = { id: this.tasks++, onProgress, resolve, reject };
      this.send({ type: 'task', id: this.pending.id, name, input });
    });
  }

  /** Asks the task at hand to give up. */
  abort(): void {
    this.send({ type: 'abort' });
  }

  /** Lets the thread free what it holds and waits for its end. */
  async close(): Promise<void> {
    if (this.death === undefined) {
      this.send({ type: 'close' });
    }
    await this.exited;
  }

  private receive(message: FromTaskWorker): void {
    const { pending } = this;
    if (message.type === 'ready' || pending?.id !== message.id) {
      return;
    }
    switch (message.type) {
      case 'progress':
        pending.onProgress(message.done);
        break;
      case 'done':
        this.pending = undefined;
        pending.resolve(message.output);
        break;
      case 'failed':
        this.pending = undefined;
        pending.reject(message.cancelled ? abortError() : new ModelsmithError(message.problems));
        break;
    }
  }

  private die(thrown: unknown): void {
    this.death ??= thrown;
    const { pending } = this;
    this.pending = undefined;
    pending?.reject(asError(this.death));
  }

  private send(message: ToTaskWorker): void {
    this.worker.postMessage(message);
  }
}

/** What a thread that ran out of memory, or threw where nobody catches, is told as. */
function asError(thrown: unknown): Error {
  if (thrown instanceof ModelsmithError) {
    return thrown;
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return modelsmithError(
    'worker-died',
    { cause: isMemory ? 'memory' : 'exception', detail: error.message, output: error.stack ?? '' },
    {},
    error,
  );
}

function abortError(): Error {
  return new DOMException('the task was given up', 'AbortError');
}
