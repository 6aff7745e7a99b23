import type { TensorRow } from '../../src/protocol/coefficients.js';
import type { Measure } from './measures.js';
import { MEASURES, measureIndex, measures } from './measures.js';
import { elementsOf } from './tensor-names.js';

/** Figures by task and measure, `[task][measure]`; NaN where there is none. */
export type Figures = Float64Array;

/** The finer picture inside of a cell: a layer's modules, a module's layers, a tensor's blocks. */
export interface Strip {
  readonly slots: number;
  /** False for a slot that stays empty in this row. */
  has(slot: number): boolean;
  /** NaN where there is none: an empty slot, a tensor that was copied. */
  value(slot: number, task: number, measure: number): number;
  label(slot: number): string;
}

/** One row of the heatmap and of its table twin. */
export interface Row {
  /** Unique within its level, and the same again after more events. */
  readonly key: string;
  readonly kind: 'group' | 'tensor' | 'block';
  readonly label: string;
  readonly figures: Figures;
  /** The same of the run compared with; then what is shown is the difference, this run's minus the other's. */
  readonly other?: Figures;
  readonly elements: number;
  /** What it is made of: a group's tensors, or the one tensor that it is (a part of). */
  readonly tensors: readonly TensorRow[];
  readonly strip?: Strip;
  readonly nan: number;
  readonly infinite: number;
}

/** What a cell shows; NaN for nothing. */
export function shownValue(row: Row, task: number, measure: Measure): number {
  const at = task * MEASURES + measureIndex(measure);
  const own = row.figures[at] ?? Number.NaN;
  return row.other === undefined ? own : own - (row.other[at] ?? Number.NaN);
}

export const noFigures = (tasks: number): Figures => new Float64Array(tasks * MEASURES).fill(Number.NaN);

/** One figure of a tensor; NaN when it wasn't merged (or isn't there). */
export function tensorFigure(row: TensorRow | undefined, task: number, measure: number): number {
  const balance = row?.tasks[task];
  const name = measures[measure];
  return balance === undefined || name === undefined ? Number.NaN : balance[name];
}

/** The figures of one tensor. A tensor that was copied has none. */
export function figuresOf(row: TensorRow, tasks: number): Figures {
  const figures = noFigures(tasks);
  row.tasks.slice(0, tasks).forEach((balance, task) => {
    figures.set([balance.coefficient, balance.kept, balance.share, balance.agreement], task * MEASURES);
  });
  return figures;
}

/** The means over tensors, each weighted by its elements; tensors without figures don't count. */
export function meanFigures(rows: readonly TensorRow[], tasks: number): Figures {
  const sums = new Float64Array(tasks * MEASURES);
  const weights = new Float64Array(tasks);
  for (const row of rows) {
    const elements = elementsOf(row);
    const merged = Math.min(tasks, row.tasks.length);
    for (let task = 0; task < merged; task += 1) {
      const balance = row.tasks[task];
      if (balance !== undefined) {
        const at = task * MEASURES;
        weights[task] = (weights[task] ?? 0) + elements;
        sums[at] = (sums[at] ?? 0) + elements * balance.coefficient;
        sums[at + 1] = (sums[at + 1] ?? 0) + elements * balance.kept;
        sums[at + 2] = (sums[at + 2] ?? 0) + elements * balance.share;
        sums[at + 3] = (sums[at + 3] ?? 0) + elements * balance.agreement;
      }
    }
  }
  return sums.map((sum, i) => sum / (weights[Math.floor(i / MEASURES)] || Number.NaN));
}
