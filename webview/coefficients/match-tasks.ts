import type { CoefficientsState } from '../../src/protocol/coefficients.js';

type Tasks = CoefficientsState['tasks'];

/** The other run's tasks in the columns of this run. */
export interface TaskMatch {
  /** The other run's task in each column; undefined where it has none. */
  readonly columns: readonly (number | undefined)[];
  readonly by: 'labels' | 'order';
}

/**
 * Which task of the other run stands beside each of this one: the one with the same label (of tasks that share a
 * label, the first beside the first). Where no label is the same and there are equally many, the tasks are taken in order.
 */
export function matchTasks(own: Tasks, other: Tasks): TaskMatch {
  const others = new Map(distinct(other).map((label, i) => [label, i]));
  const columns = distinct(own).map((label) => others.get(label));
  return columns.every((one) => one === undefined) && own.length === other.length
    ? { columns: own.map((_, i) => i), by: 'order' }
    : { columns, by: 'labels' };
}

/** Labels of which each tells, besides itself, how often it came before. */
function distinct(tasks: Tasks): readonly string[] {
  const seen = new Map<string, number>();
  return tasks.map(({ label }) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return `${before} ${label}`;
  });
}
