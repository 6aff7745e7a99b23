import { isRecord } from '../../base/plain-record.js';
import type { LoopState } from './training/training-loop.js';

/** Where a run stands: which stage, and where in it. What the source has taught the target is in the target's weights. */
export interface TrainState {
  readonly format: 1;
  readonly stage: 'source' | 'target';
  /** Steps that were made before the stage. */
  readonly firstStep: number;
  readonly loop: LoopState;
}

/** What a snapshot holds, where it is one of this form; only this program writes them. */
export function asTrainState(value: unknown): TrainState | undefined {
  return isRecord(value) && value['format'] === 1 && (value['stage'] === 'source' || value['stage'] === 'target')
    ? (value as unknown as TrainState)
    : undefined;
}
