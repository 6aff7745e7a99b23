import { isRecord } from '../../base/plain-record.js';
import type { LoopState } from './training/training-loop.js';
import type { WeightValues } from './training/weight-values.js';

/** Where a run stands: which stage, what it began with, and where in it. */
export interface TrainState {
  readonly format: 1;
  readonly stage: 'source' | 'target';
  /** Weights that the target stage begins with, learnt by the source stage. */
  readonly learnt: WeightValues | undefined;
  readonly loop: LoopState | undefined;
}

/** What a snapshot holds, where it is one of this form; only this program writes them. */
export function asTrainState(value: unknown): TrainState | undefined {
  return isRecord(value) && value['format'] === 1 && (value['stage'] === 'source' || value['stage'] === 'target')
    ? (value as unknown as TrainState)
    : undefined;
}
