import type { TaskHandlers } from '../base/ports.js';

/** What the threads of a run's pool can do; an engine's tasks are a line here each. */
export const tasks: TaskHandlers = new Map([
  ['merge', async () => (await import('../engines/merge/merge-tasks.js')).mergeTasks()],
]);
