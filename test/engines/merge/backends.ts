import type { MergeBackend } from '../../../src/engines/merge/merge-backend.js';
import { plainBackend } from '../../../src/engines/merge/plain-backend.js';

/** Every implementation of the kernels; the same tests hold for all. `create` gives one with empty memory. */
export function backends(): readonly { readonly name: string; create(): MergeBackend }[] {
  return [{ name: 'plain', create: () => plainBackend }];
}
