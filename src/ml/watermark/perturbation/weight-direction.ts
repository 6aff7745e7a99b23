import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../../base/random.js';
import { drawsFrom } from '../../data/draws.js';
import { lossGradients } from '../../losses/loss-gradients.js';
import type { Network, Weight } from '../../networks/network.js';

/** Delta by weight name, in the layout of the variables, each as long as its weight. To be disposed. */
export type WeightDirection = ReadonlyMap<string, tf.Tensor>;

/** The least normal number of 32 bits: what is divided by is never 0. */
const TINY = 2 ** -126;

/** Whether a weight is perturbed, or pruned: those of layers are, biases and what batch-norm has are not. */
export function isLayerWeight({ isTrainable, variable }: Weight): boolean {
  return isTrainable && variable.rank > 1;
}

/**
 * Delta = -||w|| grad A / ||grad A|| for every tensor by itself: one plain step of gradient descent on A, brought to the length of
 * the weight. Where the gradient is 0, so is Delta. Wu et al., "Adversarial weight perturbation helps robust generalization",
 * 2020, equation 10.
 */
export function adversarialDirection(network: Network, computeLoss: () => tf.Scalar): WeightDirection {
  const { loss, gradients } = lossGradients(network, computeLoss);
  loss.dispose();
  const direction = new Map<string, tf.Tensor>();
  for (const weight of network.weights.filter(isLayerWeight)) {
    const gradient = gradients.get(weight.name);
    if (gradient !== undefined) {
      direction.set(weight.name, lengthened(weight, gradient, -1));
    }
  }
  tf.dispose([...gradients.values()]);
  return direction;
}

/**
 * A Gaussian direction of each tensor, as long as its weight. `streamOf` gives a stream for a weight's name; the numbers of a
 * step begin at step x elements x 2, so that a resumed run draws the same.
 */
export function randomDirection(
  network: Network,
  step: number,
  streamOf: (name: string) => RandomStream,
): WeightDirection {
  const direction = new Map<string, tf.Tensor>();
  for (const weight of network.weights.filter(isLayerWeight)) {
    const { size, shape } = weight.variable;
    const draws = drawsFrom(streamOf(weight.name), step * size * 2);
    const values = Float32Array.from({ length: size }, () => draws.normal());
    const drawn = tf.tensor(values, shape);
    direction.set(weight.name, lengthened(weight, drawn, 1));
    drawn.dispose();
  }
  return direction;
}

/** sign ||w|| v / ||v||; through the largest value of v, whose squares may lie outside of 32 bits. */
function lengthened({ variable }: Weight, vector: tf.Tensor, sign: 1 | -1): tf.Tensor {
  return tf.tidy(() => {
    const scaled = tf.div(vector, tf.maximum(tf.max(tf.abs(vector)), TINY));
    // 1 at least, but for a vector of zeros, which stays one.
    const norm = tf.maximum(tf.sqrt(tf.sum(tf.square(scaled))), 1);
    const length = tf.sqrt(tf.sum(tf.square(variable)));
    return tf.mul(scaled, tf.mul(tf.div(length, norm), sign));
  });
}
