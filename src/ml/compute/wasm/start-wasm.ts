import * as path from 'node:path';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerReplacements } from '../replacements/register-replacements.js';

/**
 * Makes WebAssembly the backend; answers with its version. It works with one thread: the module of tfjs-backend-wasm 4.22
 * that knows threads starts none under Node, even where its workers are brought to load.
 */
export async function startWasm(): Promise<string> {
  // The bundler lays the modules beside the bundle.
  const beside = (file: string) => path.join(__dirname, file);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': beside(plain),
    'tfjs-backend-wasm-simd.wasm': beside(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': beside(threaded),
  });
  registerReplacements('wasm');
  await tf.setBackend('wasm');
  return version_wasm;
}
