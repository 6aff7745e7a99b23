import type { Augmentation } from '../augment/augmentation.js';
import { augmentBatch } from '../augment/augment-batch.js';
import type { ArrayDataset } from '../dataset.js';
import { elementsOf } from '../dataset.js';
import { normaliseInPlace } from '../kernels/pixels.js';
import type { ExamplesOf } from '../parts/find-duplicates.js';
import type { BatchPlan } from './batch-plan.js';
import { batchExamples, epochOrder } from './batch-plan.js';
import type { ChannelStatistics } from './channel-statistics.js';
import { prefetch } from './prefetch.js';

/** Arrays that are trained on or evaluated together. */
export interface ArrayBatch {
  /** Batch x shape of an example; NHWC for images. */
  readonly inputs: Float32Array;
  readonly shape: readonly number[];
  /** Places of the examples in their set. */
  readonly examples: Int32Array;
  /** Empty where nothing is labelled. */
  readonly labels: Int32Array;
  /** Batch x classes where augmentation has mixed labels. */
  readonly targets: Float32Array | undefined;
}

export interface ArrayBatchOptions {
  readonly plan: BatchPlan;
  readonly statistics?: ChannelStatistics | undefined;
  readonly signal: AbortSignal;
  /** Absent: the examples in their order, unchanged, as an evaluation wants them. */
  readonly training?:
    | {
        readonly seed: number;
        readonly epoch: number;
        /** The batch to begin with, for a run that is resumed within an epoch. */
        readonly first: number;
        readonly augmentation?: Augmentation | undefined;
      }
    | undefined;
}

/** Batches that are being read while one is computed with. */
const AHEAD = 2;

/**
 * The batches of an epoch, read ahead. Batch k of an epoch has the same bytes whether the run began with it, was resumed at it,
 * or came to it. Images are augmented, then every channel is normalised.
 */
export function arrayBatches(
  { dataset, indices }: ExamplesOf & { readonly dataset: ArrayDataset },
  options: ArrayBatchOptions,
): AsyncGenerator<ArrayBatch, void, undefined> {
  const { training, plan } = options;
  const order = training === undefined ? indices : epochOrder(indices, training.seed, training.epoch);
  return prefetch(loads(dataset, batchExamples(order, plan, training?.first ?? 0), options), AHEAD);
}

function* loads(
  dataset: ArrayDataset,
  batches: Iterable<Int32Array>,
  options: ArrayBatchOptions,
): Generator<() => Promise<ArrayBatch>, void, undefined> {
  for (const examples of batches) {
    yield () => loadBatch(dataset, examples, options);
  }
}

async function loadBatch(
  dataset: ArrayDataset,
  examples: Int32Array,
  { training, statistics, signal }: ArrayBatchOptions,
): Promise<ArrayBatch> {
  const read = new Float32Array(examples.length * elementsOf(dataset.shape));
  await dataset.read(examples, read, signal);
  const labels = dataset.labels === undefined ? new Int32Array(0) : examples.map((one) => dataset.labels?.[one] ?? 0);
  const [height = 1, width = 1, channels] = dataset.shape;
  let [inputs, targets]: [Float32Array, Float32Array | undefined] = [read, undefined];
  if (training?.augmentation !== undefined && channels !== undefined) {
    const { seed, epoch, augmentation } = training;
    const shape = { height, width, channels };
    const classes = dataset.classes.length;
    ({ images: inputs, targets } = augmentBatch({ images: read, examples, labels }, augmentation, {
      shape,
      classes,
      seed,
      epoch,
    }));
  }
  if (statistics !== undefined) {
    const { means, deviations } = statistics;
    normaliseInPlace(
      inputs,
      Float32Array.from(means),
      Float32Array.from(deviations, (deviation) => 1 / deviation),
    );
  }
  return { inputs, shape: [examples.length, ...dataset.shape], examples, labels, targets };
}
