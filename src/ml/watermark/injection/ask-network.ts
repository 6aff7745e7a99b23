import * as tf from '@tensorflow/tfjs-core';
import { arrayBatches } from '../../data/batches/array-batches.js';
import type { ChannelStatistics } from '../../data/batches/channel-statistics.js';
import { elementsOf, type ArrayDataset } from '../../data/dataset.js';
import type { ImageClassifier } from '../../networks/network.js';

/** Images that are computed at once. */
const BATCH = 256;

/**
 * What a classifier says of all images of a set, in their order: logits examples x classes, with running statistics. Images are
 * normalised by `statistics`, as the network was trained with.
 */
export async function askNetwork(
  network: ImageClassifier,
  dataset: ArrayDataset,
  options: { readonly statistics?: ChannelStatistics | undefined; readonly signal: AbortSignal },
): Promise<{ readonly values: Float32Array<ArrayBuffer>; readonly classes: number }> {
  const { statistics, signal } = options;
  const { classes } = network;
  const [height = 1, width = 1, channels = 1] = dataset.shape;
  const values = new Float32Array(dataset.examples * classes);
  const indices = Int32Array.from({ length: dataset.examples }, (_, i) => i);
  const plan = { batchSize: BATCH, dropsLast: false };
  let done = 0;
  for await (const { inputs } of arrayBatches({ dataset, indices }, { plan, statistics, signal })) {
    const count = inputs.length / elementsOf(dataset.shape);
    const logits = tf.tidy(() =>
      network.logits(tf.tensor4d(inputs, [count, height, width, channels]), { isTraining: false }),
    );
    try {
      values.set(await logits.data<'float32'>(), done * classes);
    } finally {
      logits.dispose();
    }
    done += count;
  }
  return { values, classes };
}
