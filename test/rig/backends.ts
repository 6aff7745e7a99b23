import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Backend } from '../../src/ml/compute/backends.js';
import { findRuntime, runtimeFolderName } from '../../src/ml/compute/native/find-runtime.js';
import { useBackend } from '../../src/ml/compute/use-backend.js';
import { cacheFolder } from './cache-folder.js';

const { MODELSMITH_TENSORFLOW, REQUIRE_NATIVE } = process.env;

/** Where the set-up keeps TensorFlow's library. */
export const runtimeFolders: readonly string[] = [
  MODELSMITH_TENSORFLOW ?? path.join(cacheFolder(), runtimeFolderName()),
];

/**
 * The backends that a numeric test runs on. Native is one of them where its library was set up, and always with
 * REQUIRE_NATIVE=1: the test then fails where it wasn't. With `tiny`, plain JavaScript, too.
 */
export function testedBackends(options: { readonly tiny?: boolean } = {}): readonly Backend[] {
  const isNativeThere = REQUIRE_NATIVE === '1' || findRuntime(runtimeFolders) !== undefined;
  if (!isNativeThere) {
    console.log(`TensorFlow's library is not set up in ${runtimeFolders.join(', ')}: not tested.`);
  }
  return [
    ...(isNativeThere ? (['native'] as const) : []),
    'wasm',
    ...(options.tiny === true ? (['cpu'] as const) : []),
  ];
}

/** Makes a backend of `testedBackends` the one that computes. */
export async function useTestedBackend(backend: Backend): Promise<void> {
  const chosen = await useBackend(backend, { runtimeFolders });
  assert.equal(chosen.backend, backend);
}
