import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { NATIVE_NAME } from './native-backend.js';

/**
 * Loads TensorFlow's addon (absolute path) and makes it the backend; answers with TensorFlow's version. Throws what the
 * loader throws where the addon or its libraries don't fit this machine, and where a first product is wrong.
 */
export async function startNative(addon: string): Promise<string> {
  if (tf.engine().registryFactory[NATIVE_NAME] === undefined) {
    restoreRemovedFunctions();
    const binding = createRequire(addon)(addon) as TFJSBinding;
    const { NodeJSKernelBackend } = await import('@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js');
    await import('@tensorflow/tfjs-node/dist/register_all_kernels.js');
    tf.registerBackend(NATIVE_NAME, () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
    loaded = binding.TF_Version;
  }
  if (!(await tf.setBackend(NATIVE_NAME))) {
    throw new Error(NATIVE_NAME);
  }
  assertMultiplies();
  return loaded;
}

let loaded = '';

/** tfjs-node 4.22 calls functions that Node 23 removed. */
function restoreRemovedFunctions(): void {
  const functions: { isArray?: unknown; isNullOrUndefined?: unknown } = util;
  functions.isArray ??= Array.isArray;
  functions.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

/** An addon of another version may load and yet compute nothing that makes sense. */
function assertMultiplies(): void {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync());
  if (product[0] !== 11) {
    throw new Error(String(product[0]));
  }
}
