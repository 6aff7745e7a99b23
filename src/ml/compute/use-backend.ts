import type { Backend, ChosenBackend, WantedBackend } from './backends.js';
import { startCpu } from './cpu/start-cpu.js';
import { startWasm } from './wasm/start-wasm.js';

export interface UseBackendOptions {
  /** Threads that one operation may use. */
  readonly threads: number;
}

/**
 * Makes a backend the one that `@tensorflow/tfjs-core` computes with, and says which and why. The same backend may be
 * asked for again; tensors belong to the backend that made them.
 */
export async function useBackend(wanted: WantedBackend, options: UseBackendOptions): Promise<ChosenBackend> {
  switch (wanted) {
    case 'cpu':
      return { backend: 'cpu', version: await startCpu(), reason: 'wanted' };
    case 'auto':
    case 'native':
    case 'wasm':
      return { backend: 'wasm', version: await startWasm(options.threads), reason: reasonFor(wanted) };
  }
}

const reasonFor = (wanted: 'auto' | Backend) => (wanted === 'wasm' ? 'wanted' : 'native-missing');
