import * as tf from '@tensorflow/tfjs-core';
import { arrayBatches, type ArrayBatch } from '../../../ml/data/batches/array-batches.js';
import { countBatches, type BatchPlan } from '../../../ml/data/batches/batch-plan.js';
import type { ChannelStatistics } from '../../../ml/data/batches/channel-statistics.js';
import type { Augmentation } from '../../../ml/data/augment/augmentation.js';
import type { ArrayDataset } from '../../../ml/data/dataset.js';
import { classificationLoss } from '../../../ml/losses/classification-loss.js';
import { softClassificationLoss } from '../../../ml/losses/soft-classification-loss.js';
import type { ImageClassifier } from '../../../ml/networks/network.js';
import { ClassScores } from './class-scores.js';
import type { Batch, HeldOut, LearningTask } from './learning-task.js';

/** Examples of one part. */
export interface ArrayPart {
  readonly dataset: ArrayDataset;
  readonly indices: Int32Array;
}

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
        const evaluation = { batchSize: EVALUATION_BATCH, dropsLast: false };
        for await (const batch of arrayBatches(held, { plan: evaluation, statistics, signal })) {
          const logits = tf.tidy(() => network.logits(imagesOf(batch), { isTraining: false }));
          try {
            scores.add(await logits.data<'float32'>(), batch.labels);
          } finally {
            logits.dispose();
          }
        }
      }
      return scores.scores();
    },
  };
}

/** A batch of arrays as images batch x height x width x channels; rows of numbers become images of one row. */
export function imagesOf({ inputs, shape }: Pick<ArrayBatch, 'inputs' | 'shape'>): tf.Tensor4D {
  const [examples = 0, ...sizes] = shape;
  return tf.tensor4d(inputs, [examples, ...imageSizes(sizes)]);
}

/** Height, width and channels of arrays of a shape: of images as they are; grey ones, and rows, have one channel. */
export function imageSizes(shape: readonly number[]): [number, number, number] {
  const [a = 1, b = 1, c = 1] = shape;
  return shape.length === 1 ? [1, a, 1] : [a, b, c];
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
