import type { TaskHandlers } from '../base/ports.js';
import { runtimeFolders } from './runtime-folders.js';

/** What the threads of a run's pool can do; an engine's tasks are a line here each. */
export const tasks: TaskHandlers = new Map([
  ['merge', async () => (await import('../engines/merge/merge-tasks.js')).mergeTasks()],
  [
    'stability',
    async () => {
      const { useBackend } = await import('../ml/compute/use-backend.js');
      const { cellTasks } = await import('../engines/stability/cell-tasks.js');
      return cellTasks((backend) => useBackend(backend, { runtimeFolders: runtimeFolders() }));
    },
  ],
]);
