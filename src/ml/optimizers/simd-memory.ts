import { instantiateSimdKernels, type SimdExports } from '../tensors/simd-kernels.js';
import type { Vector } from './kernels/vector.js';
import type { UpdateKernels } from './update-kernels.js';
import type { VectorMemory } from './vector-memory.js';

/** The kernels take whole vectors of four floats. */
export const LANES = 4;
const FLOAT_BYTES = 4;
const ALIGNMENT_BYTES = 16;
const SUMS_BYTES = 16;

/**
 * Memory for `vectors` vectors of 32-bit floats, each of `length` (a multiple of four), with SIMD kernels over it that
 * compute in 32 bits. Undefined where there is no SIMD, or more is asked for than 4 GiB.
 */
export function simdMemory(length: number, vectors: number): VectorMemory | undefined {
  const bytes = ALIGNMENT_BYTES + SUMS_BYTES + vectors * length * FLOAT_BYTES;
  const instance = instantiateSimdKernels(bytes);
  if (instance === undefined) {
    return undefined;
  }
  const { kernels, buffer, heapBase } = instance;
  const sums = new Float64Array(buffer, heapBase, 2);
  let free = heapBase + SUMS_BYTES;
  return {
    kernels: simdKernels(kernels, sums),
    zeros(count) {
      const vector = new Float32Array(buffer, free, count);
      free += count * FLOAT_BYTES;
      return vector;
    },
  };
}

const pointer = (vector: Vector, start: number): number => vector.byteOffset + start * FLOAT_BYTES;
/** Up to the next part, what lies between being zeros. */
const count = (start: number, end: number): number => Math.ceil((end - start) / LANES) * LANES;

function simdKernels(simd: SimdExports, scratch: Float64Array): UpdateKernels {
  /** Runs a kernel that adds to two sums, which can't lie in the caller's array. */
  const addTo = (sums: Float64Array, run: (at: number) => void): void => {
    scratch.set(sums);
    run(scratch.byteOffset);
    sums.set(scratch);
  };
  return {
    squaredNorm: (v, start, end) => simd.sumOfSquares(pointer(v, start), count(start, end)),
    squaredDistance: (v, w, start, end) =>
      simd.sumOfSquaredDifferences(pointer(v, start), pointer(w, start), count(start, end)),
    isAllFinite: (v) => simd.timesZero(pointer(v, 0), v.length) === 0,
    addScaled: (y, x, keep, factor, start, end) =>
      simd.blend(pointer(y, start), pointer(x, start), keep, factor, count(start, end)),
    moveBy: (x, d, factor, start, end) => simd.moveBy(pointer(x, start), pointer(d, start), factor, count(start, end)),
    nesterovStep: (x, g, b, momentum, rate, start, end) =>
      simd.nesterovStep(pointer(x, start), pointer(g, start), pointer(b, start), momentum, rate, count(start, end)),
    adamStep: (x, g, m, v, start, end, { keep1, new1, keep2, new2, eps, keep, rate, rootFactor }) =>
      simd.adamStep(
        ...([pointer(x, start), pointer(g, start), pointer(m, start), pointer(v, start)] as const),
        ...([keep1, new1, keep2, new2, eps, keep, rate, rootFactor] as const),
        count(start, end),
      ),
    adamGStep: (x, g, m, r, v, start, end, { keep1, new1, keep2, new2, keep3, new3, q, eps, ...own }) =>
      simd.adamGStep(
        ...([pointer(x, start), pointer(g, start), pointer(m, start), pointer(r, start), pointer(v, start)] as const),
        ...([keep1, new1, keep2, new2, keep3, new3, q, eps, own.keep, own.rate, own.rootFactor] as const),
        count(start, end),
      ),
    dAdaptMoments: (sums, g, m, v, s, start, end, { keep1, new1, keep2, new2, keepS, newS, eps }) =>
      addTo(sums, (at) =>
        simd.dAdaptMoments(
          ...([at, pointer(g, start), pointer(m, start), pointer(v, start), pointer(s, start)] as const),
          ...([keep1, new1, keep2, new2, keepS, newS, eps] as const),
          count(start, end),
        ),
      ),
    prodigyMoments: (sums, x, x0, g, m, v, s, start, end, { keep1, new1, keep2, new2, keepS, newS }) =>
      addTo(sums, (at) =>
        simd.prodigyMoments(
          ...([at, pointer(x, start), pointer(x0, start), pointer(g, start)] as const),
          ...([pointer(m, start), pointer(v, start), pointer(s, start)] as const),
          ...([keep1, new1, keep2, new2, keepS, newS] as const),
          count(start, end),
        ),
      ),
    adaptedStep: (x, m, v, keep, rate, eps, start, end) =>
      simd.adaptedStep(pointer(x, start), pointer(m, start), pointer(v, start), keep, rate, eps, count(start, end)),
    scheduleFreeStep: (y, g, v, z, x, start, end, { beta1, keep2, new2, eps, ...own }) =>
      simd.scheduleFreeStep(
        ...([pointer(y, start), pointer(g, start), pointer(v, start), pointer(z, start), pointer(x, start)] as const),
        ...([beta1, keep2, new2, eps, own.weightDecay, own.rate, own.rootFactor, own.share] as const),
        count(start, end),
      ),
  };
}
