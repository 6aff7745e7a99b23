import * as tf from '@tensorflow/tfjs-core';
import type { LearningTask } from '../../../../src/engines/train/training/learning-task.js';
import { batchExamples, countBatches, epochOrder } from '../../../../src/ml/data/batches/batch-plan.js';
import { classificationLoss } from '../../../../src/ml/losses/classification-loss.js';
import type { ImageClassifier } from '../../../../src/ml/networks/network.js';
import { DIGIT_SIDE } from '../digits.js';

const PIXELS = DIGIT_SIDE * DIGIT_SIDE;

export interface VectorBatchOptions {
  readonly network: ImageClassifier;
  /** All images, one after the other, and which of them are learnt from. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
  readonly indices: Int32Array;
  readonly seed: number;
  readonly batchSize: number;
  /** Changes a batch's images in place; they are copies. */
  readonly augment?: (images: Float32Array, examples: Int32Array, epoch: number) => Float32Array;
}

/** The digits as rows of numbers that needn't lie between 0 and 1, with an augmentation of the caller's. */
export function vectorBatches(
  options: VectorBatchOptions,
): Pick<LearningTask, 'network' | 'stepsPerEpoch' | 'batches'> {
  const { network, images, labels, indices, seed, batchSize, augment } = options;
  const plan = { batchSize, dropsLast: true };
  return {
    network,
    stepsPerEpoch: countBatches(indices.length, plan),
    async *batches(epoch, first) {
      for (const examples of batchExamples(epochOrder(indices, seed, epoch), plan, first)) {
        const read = gatherImages(images, examples);
        const inputs = augment?.(read, examples, epoch) ?? read;
        yield await Promise.resolve({
          count: examples.length,
          forward: () => ({
            loss: classificationLoss(
              network.logits(imageTensor(inputs), { isTraining: true }),
              tf.tensor1d(
                examples.map((one) => labels[one] ?? 0),
                'int32',
              ),
            ),
          }),
        });
      }
    },
  };
}

/** Copies of some of the images, one after the other. */
export function gatherImages(images: Float32Array, examples: ArrayLike<number>): Float32Array {
  const out = new Float32Array(examples.length * PIXELS);
  for (let i = 0; i < examples.length; i++) {
    const start = (examples[i] ?? 0) * PIXELS;
    out.set(images.subarray(start, start + PIXELS), i * PIXELS);
  }
  return out;
}

export function imageTensor(images: Float32Array): tf.Tensor4D {
  return tf.tensor4d(images, [images.length / PIXELS, DIGIT_SIDE, DIGIT_SIDE, 1]);
}
