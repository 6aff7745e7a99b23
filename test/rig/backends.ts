import { availableParallelism } from 'node:os';
import type { Backend } from '../../src/ml/compute/backends.js';
import { useBackend } from '../../src/ml/compute/use-backend.js';

/** The backends that a numeric test runs on; those that need more than a tiny test leave `cpu` out. */
export function testedBackends(options: { readonly tiny?: boolean } = {}): readonly Backend[] {
  return options.tiny === true ? ['wasm', 'cpu'] : ['wasm'];
}

/** Makes a backend of `testedBackends` the one that computes. */
export async function useTestedBackend(backend: Backend): Promise<void> {
  await useBackend(backend, { threads: availableParallelism() });
}
