import type { CoefficientsState, TensorRow } from '../../src/protocol/coefficients.js';
import type { IndexedTensor, TensorIndex } from './tensor-index.js';

type Tasks = CoefficientsState['tasks'];

/**
 * Which task of the other run stands beside each of this one: the one with the same label. Where no label is the same and
 * there are equally many, the tasks are taken in their order.
 */
export function matchTasks(own: Tasks, other: Tasks): readonly (number | undefined)[] {
  const byLabel = new Map(other.map(({ label }, i) => [label, i]));
  const matched = own.map(({ label }) => byLabel.get(label));
  const none = matched.every((one) => one === undefined);
  return none && own.length === other.length ? own.map((_, i) => i) : matched;
}

const MISSING = { coefficient: Number.NaN, kept: Number.NaN, share: Number.NaN, agreement: Number.NaN };

/** The other run's tensors with their tasks in the columns of this run; NaN in a column that it has no task for. */
export function reorderTasks(index: TensorIndex, columns: readonly (number | undefined)[]): TensorIndex {
  const reorder = (row: TensorRow): TensorRow =>
    row.tasks.length === 0
      ? row
      : { ...row, tasks: columns.map((task) => (task === undefined ? MISSING : (row.tasks[task] ?? MISSING))) };
  const tensors = index.tensors.map(({ row, place }): IndexedTensor => ({ row: reorder(row), place }));
  return { tensors, byName: new Map(tensors.map((one) => [one.row.tensor, one])) };
}
