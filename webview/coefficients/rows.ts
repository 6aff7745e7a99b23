import type { TensorRow } from '../../src/protocol/coefficients.js';
import { figureAt } from './figures.js';
import type { Figures } from './figures.js';
import { measureIndex } from './measures.js';
import type { Measure } from './measures.js';

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
  /** Undefined also while what it shows is being loaded. */
  readonly strip: Strip | undefined;
  readonly nan: number;
  readonly infinite: number;
}

/** What a cell shows; NaN for nothing. */
export function shownValue(row: Row, task: number, measure: Measure): number {
  const own = figureAt(row.figures, task, measureIndex(measure));
  return row.other === undefined ? own : own - figureAt(row.other, task, measureIndex(measure));
}
