import type { ResultFigures } from '../../protocol/events.js';
import { BALANCE_FIGURES, KEPT, magnitudeOf } from './balance-sums.js';
import type { TasksRecord } from './events.js';
import type { TensorOutcome } from './merge-executor.js';

/** Sums over all tensors that have been written; plain data. */
export interface MergeTotals {
  readonly tensors: number;
  readonly parameters: number;
  /** Elements of tasks that took part in the result, of how many. */
  readonly kept: number;
  readonly taskElements: number;
  /** What each task of the merge adds to the result, as the sum of its magnitudes. */
  readonly magnitudes: readonly number[];
  readonly nan: number;
  readonly infinite: number;
}

export const noTotals: MergeTotals = {
  tensors: 0,
  parameters: 0,
  kept: 0,
  taskElements: 0,
  magnitudes: [],
  nan: 0,
  infinite: 0,
};

/** As many tasks as fit a line of a list. */
const LISTED_TASKS = 4;

/** The sums with one tensor more. */
export function addTotals(totals: MergeTotals, { tensor, blocks, nan, infinite }: TensorOutcome): MergeTotals {
  let kept = 0;
  let taskElements = 0;
  const magnitudes = [...totals.magnitudes];
  for (const block of blocks) {
    taskElements += block.elements * block.tasks;
    for (let task = 0; task < block.tasks; task++) {
      const column = (tensor.type === 'merge' ? tensor.tasks[task] : undefined) ?? task;
      kept += block.sums[task * BALANCE_FIGURES + KEPT] ?? 0;
      magnitudes[column] = (magnitudes[column] ?? 0) + magnitudeOf(block, task);
    }
  }
  return {
    tensors: totals.tensors + 1,
    parameters: totals.parameters + tensor.elements,
    kept: totals.kept + kept,
    taskElements: totals.taskElements + taskElements,
    magnitudes: Array.from({ length: magnitudes.length }, (_, column) => magnitudes[column] ?? 0),
    nan: totals.nan + nan,
    infinite: totals.infinite + infinite,
  };
}

/** What a run's last word says; the first figure is the headline of lists: how much of the result each task gave. */
export function figuresOfTotals(totals: MergeTotals, bytes: number, tasks: TasksRecord['tasks']): ResultFigures {
  const shares = sharesText(totals.magnitudes, tasks);
  return [
    ...(shares === undefined ? [] : [{ name: 'task-shares', value: shares }]),
    { name: 'tensors', value: totals.tensors },
    { name: 'parameters', value: totals.parameters },
    { name: 'kept', value: totals.taskElements > 0 ? totals.kept / totals.taskElements : 0 },
    { name: 'size', value: bytes, unit: 'bytes' },
    { name: 'not-finite', value: totals.nan + totals.infinite },
  ];
}

/** `math 54%, code 46%`, the largest first; undefined where a single task gave all, or nothing is known of it. */
function sharesText(magnitudes: readonly number[], tasks: TasksRecord['tasks']): string | undefined {
  const sum = magnitudes.reduce((total, one) => total + one, 0);
  if (tasks.length < 2 || !(sum > 0 && Number.isFinite(sum))) {
    return undefined;
  }
  const shares = tasks
    .map(({ label }, i) => ({ label, percent: (100 * (magnitudes[i] ?? 0)) / sum }))
    .sort((a, b) => b.percent - a.percent)
    .map(({ label, percent }) => `${label} ${percent > 0 && percent < 0.5 ? '<1' : percent.toFixed(0)}%`);
  return [...shares.slice(0, LISTED_TASKS), ...(shares.length > LISTED_TASKS ? ['…'] : [])].join(', ');
}
