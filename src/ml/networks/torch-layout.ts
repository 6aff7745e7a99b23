import * as tf from '@tensorflow/tfjs-core';
import type { Weight } from './network.js';

/** The shape of a weight as torch has it. */
export function torchShape({ variable, toTorch }: Weight): readonly number[] {
  return toTorch === undefined ? variable.shape : toTorch.map((axis) => variable.shape[axis] ?? 0);
}

/** A tensor that has the layout of a weight's variable (the weight, its gradient), in torch's. To be disposed. */
export function toTorchLayout({ toTorch }: Weight, tensor: tf.Tensor): tf.Tensor {
  return toTorch === undefined ? tf.clone(tensor) : tf.transpose(tensor, [...toTorch]);
}

/** Puts torch's values into a weight. */
export function assignFromTorch(weight: Weight, values: Float32Array): void {
  const { variable, toTorch } = weight;
  tf.tidy(() => {
    const given = tf.tensor(values, [...torchShape(weight)]);
    variable.assign(toTorch === undefined ? given : tf.transpose(given, inverse(toTorch)));
  });
}

function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
