import type * as tf from '@tensorflow/tfjs-core';
import type { Scores } from '../../../base/ports.js';
import type { Network } from '../../../ml/networks/network.js';

/** The part of the data that a score is of. Nothing is ever chosen by `test`. */
export type HeldOut = 'validation' | 'test';

/** What a network is to learn: batches that give a loss, and scores on examples that it doesn't learn from. */
export interface LearningTask {
  readonly network: Network;
  readonly stepsPerEpoch: number;
  /** The score that decides which checkpoint is the best, as `evaluate` names it. */
  readonly metric: string;
  readonly maximize: boolean;
  /** Examples held out for each; 0 where a part is empty. */
  readonly heldOut: Readonly<Record<HeldOut, number>>;
  /** Batch `index` of an epoch (both from 0): a function of the seed and these two alone, so that a resumed run goes on with it. */
  batch(epoch: number, index: number, signal: AbortSignal): Promise<Batch>;
  /** Scores over all examples held out, with batch-norm's running statistics. */
  evaluate(part: HeldOut, signal: AbortSignal): Promise<Scores>;
}

/** Examples as tensors. Whoever asked for it disposes it. */
export interface Batch {
  readonly examples: number;
  /** The mean loss over the batch in training mode, differentiable; and how many examples were right, where that means something. */
  forward(): { readonly loss: tf.Scalar; readonly right?: tf.Scalar };
  dispose(): void;
}
