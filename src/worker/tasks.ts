import type { TaskHandlers } from '../base/ports.js';
import { runtimeFolders } from './runtime-folders.js';

/** What the threads of a run's pool can do that are started from the worker's own bundle; see `tensor-tasks.ts` for others. */
export const tasks: TaskHandlers = new Map([
  [
    'stability',
    async () => {
      const { useBackend } = await import('../ml/compute/use-backend.js');
      const { cellTasks } = await import('../engines/stability/cell-tasks.js');
      return cellTasks((backend) => useBackend(backend, { runtimeFolders: runtimeFolders() }));
    },
  ],
]);
