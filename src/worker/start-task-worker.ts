import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { isCancellation, problemsOf } from '../base/errors.js';
import type { TaskHandler, TaskHandlers } from '../base/ports.js';
import { TASK_ROLE, type FromTaskWorker, type ToTaskWorker } from '../protocol/task-messages.js';
import { nodeFiles } from './node-files.js';

/** Whether this thread was started to do tasks for a pool. */
export function isTaskWorker(): boolean {
  return !isMainThread && workerData === TASK_ROLE;
}

/** The entry of a pool's thread: does one task after the other until it is closed. */
export function startTaskWorker(handlers: TaskHandlers): void {
  if (parentPort === null) {
    throw new Error('a task worker is a thread');
  }
  const port = parentPort;
  const opened = new Map<string, Promise<TaskHandler>>();
  let aborting = new AbortController();
  const send = (message: FromTaskWorker): void => {
    port.postMessage(message);
  };
  const handlerOf = (name: string): Promise<TaskHandler> => {
    const load = handlers.get(name);
    if (load === undefined) {
      throw new RangeError(`no task is called ${name}`);
    }
    const handler = opened.get(name) ?? load();
    opened.set(name, handler);
    return handler;
  };
  const perform = async ({ id, name, input }: Extract<ToTaskWorker, { type: 'task' }>): Promise<void> => {
    aborting = new AbortController();
    const { signal } = aborting;
    try {
      const handler = await handlerOf(name);
      const report = (done: number): void => {
        send({ type: 'progress', id, done });
      };
      send({ type: 'done', id, output: await handler.run(input, { files: nodeFiles, signal, report }) });
    } catch (thrown) {
      send({ type: 'failed', id, problems: problemsOf(thrown), cancelled: isCancellation(thrown) });
    }
  };
  const close = async (): Promise<void> => {
    for (const handler of opened.values()) {
      await (await handler).close();
    }
    port.close();
  };
  port.on('message', (message: ToTaskWorker) => {
    switch (message.type) {
      case 'task':
        void perform(message);
        break;
      case 'abort':
        aborting.abort();
        break;
      case 'close':
        void close();
        break;
    }
  });
  send({ type: 'ready' });
}
