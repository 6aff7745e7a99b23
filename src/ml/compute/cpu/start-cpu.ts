// The bundler drops an import for its effects alone: the package says that its main file has none.
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** Makes plain JavaScript the backend; answers with its version. */
export async function startCpu(): Promise<string> {
  await tf.setBackend('cpu');
  return version_cpu;
}
