import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../networks/network.js';

/** A loss and its gradients by weight name, in the layout of the variables. To be disposed. */
export interface LossGradients {
  readonly loss: tf.Scalar;
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/**
 * The loss and its gradient for every trainable weight of a network; one that the loss doesn't depend on has zeros. A tied
 * tensor has the sum of its parts.
 */
export function lossGradients(network: Network, computeLoss: () => tf.Scalar): LossGradients {
  const trainable = network.weights.filter(({ isTrainable }) => isTrainable);
  const { value, grads } = tf.variableGrads(
    computeLoss,
    trainable.map(({ variable }) => variable),
  );
  const gradients = new Map<string, tf.Tensor>();
  for (const { name, variable } of trainable) {
    gradients.set(name, grads[variable.name] ?? tf.zerosLike(variable));
  }
  return { loss: value, gradients };
}
