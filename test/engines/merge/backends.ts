import type { MergeBackend } from '../../../src/engines/merge/merge-backend.js';
import { plainBackend } from '../../../src/engines/merge/plain-backend.js';
import { createSimdBackend } from '../../../src/engines/merge/simd-backend.js';

/** Room for what a test allocates at once. */
const SIMD_BYTES = 64e6;
let simd: MergeBackend | undefined;
let empty = 0;

/** Every implementation of the kernels; the same tests hold for all. `create` gives one with empty memory. */
export function backends(): readonly { readonly name: string; create(): MergeBackend }[] {
  return [
    { name: 'plain', create: () => plainBackend },
    { name: 'SIMD', create: emptySimdBackend },
  ];
}

/** The SIMD kernels with empty memory: arrays of earlier ones must no longer be used. */
function emptySimdBackend(): MergeBackend {
  if (simd === undefined) {
    simd = createSimdBackend(SIMD_BYTES);
    empty = simd?.memory.mark() ?? 0;
  }
  if (simd === undefined) {
    throw new Error('no SIMD here');
  }
  simd.memory.release(empty);
  return simd;
}
