import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type { BackendReason } from '../../base/backend-reason.js';
import { modelsmithError } from '../../base/errors.js';
import type { Backend, ChosenBackend, WantedBackend } from './backends.js';
import { startCpu } from './cpu/start-cpu.js';
import { findRuntime } from './native/find-runtime.js';
import { startNative } from './native/start-native.js';
import { startWasm } from './wasm/start-wasm.js';

export interface UseBackendOptions {
  /** Where TensorFlow's library may lie (absolute), the first that holds it being taken. */
  readonly runtimeFolders: readonly string[];
}

/**
 * Makes a backend the one that `@tensorflow/tfjs-core` computes with, and says which and why: the one that is wanted,
 * or with `auto` the fastest that loads. It may be called again; tensors belong to the backend that made them. Throws
 * `backend-unavailable` where the wanted one can't be had.
 */
export async function useBackend(wanted: WantedBackend, options: UseBackendOptions): Promise<ChosenBackend> {
  // What it leaves out are hints to install the library for Node by npm; the checks of shapes stay.
  tf.enableProdMode();
  const failures: Failure[] = [];
  for (const backend of wanted === 'auto' ? fastestFirst : [wanted]) {
    const attempt = await start(backend, options);
    if ('version' in attempt) {
      const [slower] = failures;
      const reason = wanted === 'auto' ? (failures.at(-1)?.reason ?? 'fastest') : 'wanted';
      return { backend, version: attempt.version, reason, detail: slower?.detail ?? '' };
    }
    failures.push(attempt);
  }
  throw modelsmithError('backend-unavailable', {
    backend: wanted,
    reason: failures.at(-1)?.reason ?? 'native-missing',
    detail: failures.map(({ detail }) => detail).join('\n'),
  });
}

const fastestFirst: readonly Backend[] = ['native', 'wasm', 'cpu'];

interface Failure {
  readonly reason: BackendReason;
  readonly detail: string;
}

async function start(backend: Backend, options: UseBackendOptions): Promise<{ readonly version: string } | Failure> {
  try {
    switch (backend) {
      case 'native': {
        const addon = findRuntime(options.runtimeFolders);
        return addon === undefined ? { reason: 'native-missing', detail: '' } : { version: await startNative(addon) };
      }
      case 'wasm':
        return { version: await startWasm() };
      case 'cpu':
        return { version: await startCpu() };
    }
  } catch (thrown) {
    return { reason: unloadable[backend], detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

const unloadable: Readonly<Record<Backend, BackendReason>> = {
  native: 'native-unloadable',
  wasm: 'wasm-unloadable',
  cpu: 'wasm-unloadable',
};
