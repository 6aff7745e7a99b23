// The bundler would drop an import for its effects alone.
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { registerReplacements } from '../replacements/register-replacements.js';

/** Makes plain JavaScript the backend; answers with its version. */
export async function startCpu(): Promise<string> {
  registerReplacements('cpu');
  await tf.setBackend('cpu');
  return version_cpu;
}
