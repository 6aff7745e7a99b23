/**
 * The protocol between a worker that runs an engine and the threads of its pool, which do its tasks.
 *
 * A thread is started from the same bundle with `TASK_ROLE` as its data, says `ready`, and does one task at a time: it
 * gets `task`, may say `progress`, and answers with exactly one `done` or `failed`. `abort` asks it to give the task up,
 * and is answered by `failed` with `cancelled`. `close` lets it free what it holds; it then ends by itself.
 * Inputs and outputs are plain data (structured clone); typed arrays are copied.
 */
import type { Problem } from '../base/errors.js';

/** The `workerData` by which a thread knows that it belongs to a pool. */
export const TASK_ROLE = 'tasks';

export type ToTaskWorker =
  | { readonly type: 'task'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'abort' }
  | { readonly type: 'close' };

export type FromTaskWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly id: number; readonly done: number }
  | { readonly type: 'done'; readonly id: number; readonly output: unknown }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly problems: readonly [Problem, ...Problem[]];
      readonly cancelled: boolean;
    };
