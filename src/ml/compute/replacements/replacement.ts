import * as tf from '@tensorflow/tfjs-core';

/** A kernel of ours, composed of kernels that the backend has. It runs below the tape and may use any operation. */
export interface Replacement {
  readonly kernelName: string;
  /** Gets the backend's own kernel, where it has one. */
  readonly make: (stock: tf.KernelFunc | undefined) => tf.KernelFunc;
}

/** An input of a kernel. The engine hands its kernels tensors, of which their type says the data only. */
export function tensorInput<Rank extends tf.Rank>(inputs: tf.NamedTensorInfoMap, name: string): tf.Tensor<Rank> {
  const input = inputs[name];
  if (!(input instanceof tf.Tensor)) {
    throw new TypeError(name);
  }
  return input as tf.Tensor<Rank>;
}

/** The result of a kernel that has one. */
export function oneInfo(infos: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  const [info] = Array.isArray(infos) ? infos : [infos];
  if (info === undefined) {
    throw new TypeError('no result');
  }
  return info;
}
