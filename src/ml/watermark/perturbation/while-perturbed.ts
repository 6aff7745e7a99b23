import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../networks/network.js';
import type { WeightDirection } from './weight-direction.js';

/**
 * Moves the weights, w <- w + gamma Delta, runs, and moves them back by as much, also after an error: what `run` did to them
 * stays. So a step of an optimizer, decay included, is made at the perturbed weights. Disposes nothing.
 */
export function whilePerturbed<Result>(
  network: Network,
  { direction, gamma }: { readonly direction: WeightDirection; readonly gamma: number },
  run: () => Result,
): Result {
  move(network, direction, gamma);
  try {
    return run();
  } finally {
    move(network, direction, -gamma);
  }
}

function move(network: Network, direction: WeightDirection, gamma: number): void {
  for (const { name, variable } of network.weights) {
    const delta = direction.get(name);
    if (delta !== undefined) {
      tf.tidy(() => variable.assign(tf.add(variable, tf.mul(delta, gamma))));
    }
  }
}
