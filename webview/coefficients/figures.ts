import type { Balance } from '../../src/engines/merge/events.js';
import { MEASURES } from './measures.js';

/** Figures by task and measure, `[task][measure]`; NaN where there is none. */
export type Figures = Float64Array;

export const noFigures = (tasks: number): Figures => new Float64Array(tasks * MEASURES).fill(Number.NaN);

export function figureAt(figures: Figures | undefined, task: number, measure: number): number {
  return figures?.[task * MEASURES + measure] ?? Number.NaN;
}

/** A tensor's balance as figures. A tensor that was copied has none. */
export function figuresOf(balances: readonly Balance[], tasks: number): Figures {
  const figures = noFigures(tasks);
  balances.slice(0, tasks).forEach(({ coefficient, kept, share, agreement }, task) => {
    figures.set([coefficient, kept, share, agreement], task * MEASURES);
  });
  return figures;
}

/** The same figures with their tasks in other columns; NaN in a column that has no task. */
export function reorderFigures(figures: Figures, columns: readonly (number | undefined)[]): Figures {
  const reordered = noFigures(columns.length);
  columns.forEach((task, column) => {
    if (task !== undefined) {
      reordered.set(figures.subarray(task * MEASURES, (task + 1) * MEASURES), column * MEASURES);
    }
  });
  return reordered;
}

/** The means over tensors, each weighted by its elements; tensors without a figure don't count in it. */
export function meanFigures(
  tensors: readonly { readonly figures: Figures; readonly elements: number }[],
  tasks: number,
): Figures {
  const sums = new Float64Array(tasks * MEASURES);
  const weights = new Float64Array(tasks * MEASURES);
  for (const { figures, elements } of tensors) {
    for (let i = 0; i < sums.length; i += 1) {
      const figure = figures[i] ?? Number.NaN;
      if (!Number.isNaN(figure)) {
        sums[i] = (sums[i] ?? 0) + elements * figure;
        weights[i] = (weights[i] ?? 0) + elements;
      }
    }
  }
  return sums.map((sum, i) => sum / (weights[i] || Number.NaN));
}
