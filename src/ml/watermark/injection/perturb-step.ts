import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../../base/random.js';
import type { Network } from '../../networks/network.js';
import { adversarialDirection, randomDirection, type WeightDirection } from '../perturbation/weight-direction.js';
import { whilePerturbed } from '../perturbation/while-perturbed.js';

/** Where a step is made: at weights moved against the watermark, in a random direction as far, or as they are (the control). */
export type Perturbation =
  | { readonly type: 'none' }
  | { readonly type: 'adversarial' | 'random'; readonly gamma: number };

/**
 * Runs a step (gradients and optimizer) at perturbed weights and brings them back. `adversary` computes A of the step's batch at
 * the weights as they are; `step` counts from 0 and numbers the draws of a random direction. Within a `tf.tidy` or not,
 * nothing is left but what `run` leaves.
 */
export function perturbStep<Result>(
  network: Network,
  perturbation: Perturbation,
  options: {
    readonly adversary: () => tf.Scalar;
    readonly step: number;
    readonly streamOf: (name: string) => RandomStream;
    readonly run: () => Result;
  },
): Result {
  const { adversary, step, streamOf, run } = options;
  let direction: WeightDirection;
  switch (perturbation.type) {
    case 'none':
      return run();
    case 'adversarial':
      direction = adversarialDirection(network, adversary);
      break;
    case 'random':
      direction = randomDirection(network, step, streamOf);
      break;
  }
  try {
    return whilePerturbed(network, { direction, gamma: perturbation.gamma }, run);
  } finally {
    tf.dispose([...direction.values()]);
  }
}
