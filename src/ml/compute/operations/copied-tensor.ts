import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../native/native-backend.js';

/** The part of tfjs-node's backend that hands values over to TensorFlow, which it else does at a tensor's first use. */
interface Uploader {
  getInputTensorIds(tensors: readonly tf.Tensor[]): readonly number[];
}

/**
 * A float32 tensor of values that may change right afterwards. TensorFlow and WebAssembly copy them into their own memory,
 * so that there is one copy; plain JavaScript keeps the array it is given, and is given a copy.
 */
export function copiedTensor(values: Float32Array | Float64Array, shape: number[]): tf.Tensor {
  const native = nativeBackend() as unknown as Uploader | undefined;
  const isCopied = native !== undefined || tf.getBackend() === 'wasm';
  const floats = values instanceof Float32Array && isCopied ? values : new Float32Array(values);
  const tensor = tf.tensor(floats, shape, 'float32');
  native?.getInputTensorIds([tensor]);
  return tensor;
}
