import type { RandomStream } from '../../base/random.js';
import { instantiateSimdKernels, type SimdInstance } from './simd-kernels.js';

/** Elements that are drawn at once. */
const CHUNK = 65_536;
/** Uniforms have 24 bits. */
const UNIFORMS = 0x100_0000;

/** mask[i] = 1 where uniform `start + i` of the stream is below `probability`, else 0; the same with SIMD and without. */
export function fillBernoulli(mask: Uint8Array, stream: RandomStream, start: number, probability: number): void {
  // The kernels take a share: every uniform lies below 1, none below 0.
  const share = Math.min(1, Math.max(0, probability));
  const simd = simdKernels();
  if (simd === undefined) {
    for (let i = 0; i < mask.length; i++) {
      mask[i] = stream.uniform(start + i) < share ? 1 : 0;
    }
    return;
  }
  const { kernels, buffer, heapBase } = simd;
  const limit = Math.ceil(share * UNIFORMS);
  for (let from = 0; from < mask.length; from += CHUNK) {
    const count = Math.min(CHUNK, mask.length - from);
    kernels.drawBernoulli(heapBase, start + from, ...stream.key, limit, count);
    mask.set(new Uint8Array(buffer, heapBase, count), from);
  }
}

/** Made when it is first needed; undefined where there is no SIMD. */
let instance: { readonly simd: SimdInstance | undefined } | undefined;

function simdKernels(): SimdInstance | undefined {
  instance ??= { simd: instantiateSimdKernels(CHUNK) };
  return instance.simd;
}
