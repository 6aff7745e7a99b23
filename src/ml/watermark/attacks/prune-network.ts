import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../networks/network.js';
import { isLayerWeight } from '../perturbation/weight-direction.js';
import { keptAfterPruning } from './smallest-weights.js';

/** What pruning has left, by weight name, in the layout of the variables: 1 where a value stays, else 0. To be disposed. */
export type PruningMasks = ReadonlyMap<string, tf.Tensor>;

/**
 * Sets the share `ratio` of all layers' weights to 0, the smallest magnitudes of the whole network first (global L1 pruning);
 * biases and batch-norm stay. The masks say what is to stay 0 in a fine-tuning.
 */
export async function pruneNetwork(network: Network, ratio: number): Promise<PruningMasks> {
  const weights = network.weights.filter(isLayerWeight);
  const values = await Promise.all(weights.map(({ variable }) => variable.data<'float32'>()));
  const kept = keptAfterPruning(values, ratio);
  const masks = new Map(
    weights.map(({ name, variable }, i) => [name, tf.tensor(Float32Array.from(kept[i] ?? []), variable.shape)]),
  );
  keepPruned(network, masks);
  return masks;
}

/** Sets what was pruned to 0 again: after every step of a fine-tuning. */
export function keepPruned(network: Network, masks: PruningMasks): void {
  for (const { name, variable } of network.weights) {
    const mask = masks.get(name);
    if (mask !== undefined) {
      tf.tidy(() => variable.assign(tf.mul(variable, mask)));
    }
  }
}
