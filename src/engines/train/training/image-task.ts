import * as tf from '@tensorflow/tfjs-core';
import { arrayBatches, type ArrayBatch } from '../../../ml/data/batches/array-batches.js';
import { countBatches, type BatchPlan } from '../../../ml/data/batches/batch-plan.js';
import type { ChannelStatistics } from '../../../ml/data/batches/channel-statistics.js';
import type { Augmentation } from '../../../ml/data/augment/augmentation.js';
import { classificationLoss } from '../../../ml/losses/classification-loss.js';
import { softClassificationLoss } from '../../../ml/losses/soft-classification-loss.js';
import type { ImageClassifier } from '../../../ml/networks/network.js';
import { ClassScores } from '../../../ml/scoring/class-scores.js';
import { imagesOf } from '../../../ml/scoring/image-batch.js';
import { scoreImages, type ArrayPart } from '../../../ml/scoring/score-images.js';
import type { Batch, HeldOut, LearningTask } from './learning-task.js';

export interface ImageTaskOptions {
  readonly network: ImageClassifier;
  readonly train: ArrayPart;
  readonly validation: ArrayPart | undefined;
  readonly test: ArrayPart | undefined;
  readonly seed: number;
  readonly batchSize: number;
  readonly statistics?: ChannelStatistics | undefined;
  readonly augmentation?: Augmentation | undefined;
  readonly smoothing: number;
}

/** Examples of a batch when nothing is learnt; the memory of a step with gradients would hold more. */
export const EVALUATION_BATCH = 256;

/** Learning the classes of images (or of rows of numbers, as images of one row). Scores: accuracy, f1, loss. */
export function imageTask(options: ImageTaskOptions): LearningTask {
  const { network, train, seed, batchSize, statistics, augmentation } = options;
  const plan: BatchPlan = { batchSize, dropsLast: true };
  return {
    network,
    stepsPerEpoch: countBatches(train.indices.length, plan),
    metric: 'accuracy',
    maximize: true,
    heldOut: { validation: options.validation?.indices.length ?? 0, test: options.test?.indices.length ?? 0 },
    async *batches(epoch, first, signal) {
      const training = { seed, epoch, first, augmentation };
      for await (const batch of arrayBatches(train, { plan, statistics, signal, training })) {
        yield imageBatch(batch, options);
      }
    },
    async evaluate(part: HeldOut, signal) {
      const held = options[part];
      const scores = new ClassScores(network.classes);
      if (held !== undefined) {
        await scoreImages(network, held, { batchSize: EVALUATION_BATCH, statistics, scores, signal });
      }
      return scores.scores();
    },
  };
}

function imageBatch(batch: ArrayBatch, options: ImageTaskOptions): Batch {
  const { network, smoothing } = options;
  const { labels, targets } = batch;
  return {
    count: labels.length,
    forward(mode = { isTraining: true }) {
      const logits = network.logits(imagesOf(batch), mode);
      const expected = tf.tensor1d(labels, 'int32');
      const right = tf.sum<tf.Scalar>(tf.cast(tf.equal(tf.argMax(logits, 1), expected), 'float32'));
      const loss =
        targets === undefined
          ? classificationLoss(logits, expected, smoothing > 0 ? { smoothing } : {})
          : softClassificationLoss(logits, tf.tensor2d(smoothed(targets, options), [labels.length, network.classes]));
      return { loss, right };
    },
  };
}

/** Mixed labels, a share of them spread over all classes. */
function smoothed(targets: Float32Array, { network, smoothing }: ImageTaskOptions): Float32Array {
  return smoothing > 0 ? targets.map((share) => share * (1 - smoothing) + smoothing / network.classes) : targets;
}
