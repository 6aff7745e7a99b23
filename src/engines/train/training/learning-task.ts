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
  /** The batches of an epoch (from 0) from batch `first` on: what they hold depends on the seed, the epoch and their number alone. */
  batches(epoch: number, first: number, signal: AbortSignal): AsyncIterable<Batch>;
  /** Scores over all examples held out, with batch-norm's running statistics. */
  evaluate(part: HeldOut, signal: AbortSignal): Promise<Scores>;
}

/** Examples that a step is made with. */
export interface Batch {
  /** What `right` is counted among: images, or tokens. */
  readonly count: number;
  /**
   * The mean loss over the batch, differentiable, and how many were right, where that means something. Unless `isTraining` is
   * false, in training mode. Called within a `tf.tidy`.
   */
  forward(mode?: { readonly isTraining: boolean }): { readonly loss: tf.Scalar; readonly right?: tf.Scalar };
}
