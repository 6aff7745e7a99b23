import * as tf from '@tensorflow/tfjs-core';
import type { TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';

/** The name under which the kernels of tfjs-node are registered. */
export const NATIVE_NAME = 'tensorflow';

/** An attribute of an operation of TensorFlow; `type` is one of the addon's constants. */
interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string;
}

/** What tfjs-node's backend gives to those who call TensorFlow's operations by name. */
export interface NativeBackend {
  readonly binding: TFJSBinding;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** TensorFlow's own operations, where they compute at the moment. */
export function nativeBackend(): NativeBackend | undefined {
  return tf.getBackend() === NATIVE_NAME ? (tf.backend() as unknown as NativeBackend) : undefined;
}
