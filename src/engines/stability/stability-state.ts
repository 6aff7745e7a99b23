import { isRecord } from '../../base/plain-record.js';
import type { CellResult } from './train-cell.js';

/** Where a comparison stands. */
export interface StabilityState {
  readonly format: 1;
  /** What came of each training, in their order; null where it isn't done. */
  readonly results: readonly (CellResult | null)[];
  /** Trainings that the log tells already: the first so many. */
  readonly told: number;
  /** The part of the progress that the log tells already. */
  readonly progress: number;
}

/** What a snapshot holds, where it is one of this form and of so many trainings; only this program writes them. */
export function asStabilityState(value: unknown, trainings: number): StabilityState | undefined {
  return isRecord(value) &&
    value['format'] === 1 &&
    Array.isArray(value['results']) &&
    value['results'].length === trainings
    ? (value as unknown as StabilityState)
    : undefined;
}
