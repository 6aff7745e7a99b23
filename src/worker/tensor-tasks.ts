import type { TaskHandlers } from '../base/ports.js';

/** Tasks of a run's pool that need neither a network nor a backend to compute it: their threads have a bundle of their own. */
export const tensorTasks: TaskHandlers = new Map([
  ['merge', async () => (await import('../engines/merge/merge-tasks.js')).mergeTasks()],
]);
