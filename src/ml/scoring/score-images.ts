import * as tf from '@tensorflow/tfjs-core';
import { arrayBatches } from '../data/batches/array-batches.js';
import type { ChannelStatistics } from '../data/batches/channel-statistics.js';
import type { ArrayDataset } from '../data/dataset.js';
import type { ImageClassifier } from '../networks/network.js';
import type { ClassScores } from './class-scores.js';
import { imagesOf } from './image-batch.js';

/** Examples of one part that are arrays. */
export interface ArrayPart {
  readonly dataset: ArrayDataset;
  readonly indices: Int32Array;
}

/** Counts what a network says of images, with batch-norm's running statistics. */
export async function scoreImages(
  network: ImageClassifier,
  part: ArrayPart,
  options: {
    readonly batchSize: number;
    readonly statistics?: ChannelStatistics | undefined;
    readonly scores: ClassScores;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { batchSize, statistics, scores, signal } = options;
  const plan = { batchSize, dropsLast: false };
  for await (const batch of arrayBatches(part, { plan, statistics, signal })) {
    signal.throwIfAborted();
    const logits = tf.tidy(() => network.logits(imagesOf(batch), { isTraining: false }));
    try {
      scores.add(await logits.data<'float32'>(), batch.labels);
    } finally {
      logits.dispose();
    }
  }
}
