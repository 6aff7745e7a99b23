import { setTimeout as pause } from 'node:timers/promises';
import { modelsmithError } from '../../../src/base/errors.js';
import type { TaskHandler, TaskHandlers } from '../../../src/base/ports.js';

/** Tasks for tests of the pool: well-behaved ones, and ones that go wrong in every way that a thread can. */
export const testTasks: TaskHandlers = new Map([
  ['square', handler(async (input) => Promise.resolve(Number(input) ** 2))],
  [
    'count',
    handler(async (input, { report }) => {
      for (let i = 0; i < Number(input); i++) {
        report(1);
      }
      return Promise.resolve(Float64Array.of(Number(input)));
    }),
  ],
  [
    'fail',
    handler(async (input, { signal }) => {
      if (input === 'fail') {
        throw modelsmithError('file-missing', { file: 'weights' }, { file: 'weights' });
      }
      return untilAborted(signal);
    }),
  ],
  ['wait', handler(async (_input, { signal, report }) => (report(1), untilAborted(signal)))],
  [
    'throw',
    handler(async () => {
      setTimeout(() => {
        throw new Error('nobody catches this');
      });
      return new Promise(() => undefined);
    }),
  ],
  ['exit', handler(() => process.exit(3))],
]);

function handler(run: TaskHandler['run']): () => Promise<TaskHandler> {
  return async () => Promise.resolve({ run, close: async () => Promise.resolve() });
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  for (;;) {
    signal.throwIfAborted();
    await pause(1);
  }
}
