import { ModelsmithError } from '../../base/errors.js';
import type { TaskHandler } from '../../base/ports.js';
import type { Backend } from '../../ml/compute/backends.js';
import { placeInTask } from './place-in-task.js';
import { trainCell, type CellTask } from './train-cell.js';

/** The name of the comparison's tasks in a pool. */
export const CELL_TASK = 'stability';

/** A training, and the backend that it is to compute with, which is that of the run. */
export interface PooledCell extends CellTask {
  readonly backend: Backend;
}

/** Does trainings of a comparison in a thread of a pool, on a backend of its own that `start` starts with one thread. */
export function cellTasks(start: (backend: Backend) => Promise<unknown>): TaskHandler {
  let started: Promise<unknown> | undefined;
  return {
    async run(input, context) {
      const { backend, ...cell } = input as PooledCell;
      started ??= start(backend);
      await started;
      try {
        return await trainCell(cell, context);
      } catch (thrown) {
        throw thrown instanceof ModelsmithError ? inTask(thrown, cell.task) : thrown;
      }
    },
    close: () => Promise.resolve(),
  };
}

function inTask({ problems: [first, ...others] }: ModelsmithError, task: number): ModelsmithError {
  return new ModelsmithError([placeInTask(first, task), ...others.map((one) => placeInTask(one, task))]);
}
