import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../networks/network.js';

/**
 * Averages every weight of a network, running statistics included, with those of another of the same make: w <- (1 - share) w +
 * share w'. RangeError where the other lacks a weight or has it in another shape; nothing has changed then.
 */
export function averageNetworks(network: Network, other: Network, share: number): void {
  const others = new Map(other.weights.map(({ name, variable }) => [name, variable]));
  const pairs = network.weights.map(({ name, variable }) => {
    const partner = others.get(name);
    if (partner === undefined || !tf.util.arraysEqual(partner.shape, variable.shape)) {
      throw new RangeError(name);
    }
    return { variable, partner };
  });
  for (const { variable, partner } of pairs) {
    tf.tidy(() => variable.assign(tf.add(tf.mul(variable, 1 - share), tf.mul(partner, share))));
  }
}
