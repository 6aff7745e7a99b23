import * as tf from '@tensorflow/tfjs-core';
import type { RunContext } from '../../base/ports.js';
import { arrayBatches } from '../../ml/data/batches/array-batches.js';
import { isSpiking } from '../../ml/networks/sew-resnet.js';
import type { EmittedEvent } from '../../protocol/events.js';
import type { OperationsRecord, SpikesRecord } from './events.js';
import { largest } from '../../ml/scoring/class-scores.js';
import { imagesOf } from '../../ml/scoring/image-batch.js';
import type { Session } from './training/open-session.js';

/** Images whose spikes are counted: enough for a rate, few enough to cost nothing beside an epoch. */
const IMAGES = 32;
const NEURONS_PER_LAYER = 200;

/** Tells what a spiking network does with the first held-out images; other networks have nothing to tell. */
export async function tellSpikes(
  { built, parts, statistics }: Session,
  { context, step }: { readonly context: RunContext<EmittedEvent>; readonly step: number },
): Promise<void> {
  const held = parts.validation;
  if (built.task !== 'image-classification' || !isSpiking(built.network) || held?.dataset.kind !== 'arrays') {
    return;
  }
  const { network } = built;
  const some = { dataset: held.dataset, indices: held.indices.subarray(0, IMAGES) };
  const plan = { batchSize: IMAGES, dropsLast: false };
  for await (const batch of arrayBatches(some, { plan, statistics, signal: context.signal })) {
    const images = imagesOf(batch);
    const predicted = tf.tidy(() =>
      largest(network.logits(images, { isTraining: false }).dataSync<'float32'>().subarray(0, network.classes)),
    );
    const { layers, rasters, operations } = network.observe(images, { image: 0, neuronsPerLayer: NEURONS_PER_LAYER });
    images.dispose();
    for (const { layer, rate } of layers) {
      context.emit({ type: 'metric', name: `firing-rate/${layer}`, step, value: rate });
    }
    context.emit({
      type: 'train/spikes',
      step,
      sample: 0,
      label: batch.labels[0] ?? 0,
      predicted,
      layers: rasters.map(({ layer, neurons, fired }) => {
        const data = new Float32Array(fired.length * neurons.length);
        for (const [time, places] of fired.entries()) {
          for (const place of places) {
            data[time * neurons.length + place] = 1;
          }
        }
        const { neurons: ofNeurons = 0, rate = 0 } = layers.find((one) => one.layer === layer) ?? {};
        return {
          name: layer,
          neurons: neurons.length,
          ofNeurons,
          steps: fired.length,
          rate,
          data: context.dense.append('spikes.f32', data),
        };
      }),
    } satisfies SpikesRecord);
    context.emit({
      type: 'train/operations',
      step,
      synapticOperations: operations.accumulates + operations.multiplyAccumulates,
      multiplyAccumulates: operations.reluMultiplyAccumulates,
    } satisfies OperationsRecord);
  }
}
