import type { ResultFigures } from '../../protocol/events.js';
import { BALANCE_FIGURES, KEPT } from './balance-sums.js';
import type { TensorOutcome } from './merge-executor.js';

/** Sums over all tensors that have been written; plain data. */
export interface MergeTotals {
  readonly tensors: number;
  readonly parameters: number;
  /** Elements of tasks that took part in the result, of how many. */
  readonly kept: number;
  readonly taskElements: number;
  readonly nan: number;
  readonly infinite: number;
}

export const noTotals: MergeTotals = { tensors: 0, parameters: 0, kept: 0, taskElements: 0, nan: 0, infinite: 0 };

/** The sums with one tensor more. */
export function addTotals(totals: MergeTotals, { tensor, blocks, nan, infinite }: TensorOutcome): MergeTotals {
  let kept = 0;
  let taskElements = 0;
  for (const block of blocks) {
    taskElements += block.elements * block.tasks;
    for (let task = 0; task < block.tasks; task++) {
      kept += block.sums[task * BALANCE_FIGURES + KEPT] ?? 0;
    }
  }
  return {
    tensors: totals.tensors + 1,
    parameters: totals.parameters + tensor.elements,
    kept: totals.kept + kept,
    taskElements: totals.taskElements + taskElements,
    nan: totals.nan + nan,
    infinite: totals.infinite + infinite,
  };
}

/** What a run's last word says; the first figure is the headline of lists. */
export function figuresOfTotals(totals: MergeTotals, bytes: number): ResultFigures {
  return [
    { name: 'parameters', value: totals.parameters },
    { name: 'tensors', value: totals.tensors },
    { name: 'kept', value: totals.taskElements > 0 ? totals.kept / totals.taskElements : 0 },
    { name: 'size', value: bytes, unit: 'bytes' },
    { name: 'not-finite', value: totals.nan + totals.infinite },
  ];
}
