import * as tf from '@tensorflow/tfjs-core';
import { startCpu } from './cpu/start-cpu.js';

/** Has some backend ready: the one that was chosen, else plain JavaScript, which is enough to build a network for a plan. */
export async function ensureBackend(): Promise<void> {
  // Undefined before any backend was started, whatever the type says.
  if (typeof (tf.engine() as { readonly backendName?: string }).backendName !== 'string') {
    await startCpu();
  }
}
