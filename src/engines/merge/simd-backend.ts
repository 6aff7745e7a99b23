import { decodeToFloat32, encodeFromFloat32 } from '../../ml/tensors/dtypes.js';
import { instantiateSimdKernels, type SimdExports } from '../../ml/tensors/simd-kernels.js';
import { BALANCE_FIGURES } from './balance-sums.js';
import type { MergeBackend, ScratchMemory } from './merge-backend.js';
import type { MergeKernels } from './merge-kernels.js';

/** Arrays begin at multiples of this: a cache line. */
const ALIGNMENT = 64;
/** Room for what rounding up takes, of as many arrays as any method has. */
const ALIGNMENT_BYTES = ALIGNMENT * 2048;

/**
 * The SIMD kernels over one WebAssembly memory with room for `bytes` bytes of arrays; undefined where they can't be had
 * (no SIMD, or not so much memory), which is when the plain backend does the work. Good for one thread.
 */
export function createSimdBackend(bytes: number): MergeBackend | undefined {
  const instance = instantiateSimdKernels(bytes + ALIGNMENT_BYTES);
  if (instance === undefined) {
    return undefined;
  }
  const figures = new Float64Array(instance.buffer, instance.heapBase, BALANCE_FIGURES);
  const arena = new Arena(instance.buffer, instance.heapBase + figures.byteLength);
  const at = (array: Float32Array | Float64Array | Uint32Array | Uint8Array): number => {
    if (array.buffer !== instance.buffer) {
      throw new TypeError('an array of another memory was handed to the SIMD kernels');
    }
    return array.byteOffset;
  };
  return {
    name: 'simd',
    kernels: kernelsOf(instance.kernels, figures, at),
    memory: arena,
    decode(raw, dtype, out) {
      const { kernels } = instance;
      if (dtype === 'BF16') {
        kernels.decodeBfloat16(at(raw), at(out), out.length);
      } else if (dtype === 'F16') {
        kernels.decodeFloat16(at(raw), at(out), out.length);
      } else {
        decodeToFloat32(raw, dtype, out);
      }
    },
    encode(values, dtype, out) {
      const { kernels } = instance;
      if (dtype === 'BF16') {
        kernels.encodeBfloat16(at(values), at(out), values.length);
      } else if (dtype === 'F16') {
        kernels.encodeFloat16(at(values), at(out), values.length);
      } else {
        encodeFromFloat32(values, dtype, out);
      }
    },
  };
}

/** Hands out pieces of the memory, one after the other. */
class Arena implements ScratchMemory {
  readonly #buffer: ArrayBuffer;
  #next: number;

  constructor(buffer: ArrayBuffer, base: number) {
    this.#buffer = buffer;
    this.#next = base;
  }

  mark(): number {
    return this.#next;
  }

  release(mark: number): void {
    this.#next = mark;
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.#buffer, this.#take(length * 4), length).fill(0);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.#buffer, this.#take(length * 8), length).fill(0);
  }

  uint32(length: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#take(length * 4), length).fill(0);
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#take(length), length).fill(0);
  }

  #take(bytes: number): number {
    const start = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    if (start + bytes > this.#buffer.byteLength) {
      throw new RangeError(`no room for ${String(bytes)} bytes`);
    }
    this.#next = start + bytes;
    return start;
  }
}

type Address = (array: Float32Array | Float64Array | Uint32Array | Uint8Array) => number;

/** The kernels' functions over arrays, by way of their addresses; `figures` is memory for sums that lie elsewhere. */
function kernelsOf(simd: SimdExports, figures: Float64Array, at: Address): MergeKernels {
  // Plain loops: a call of `set` and `subarray` costs as much as the kernel.
  const lendFigures = (sums: Float64Array, place: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      figures[i] = sums[place + i] ?? 0;
    }
  };
  const returnFigures = (sums: Float64Array, place: number, count: number): void => {
    for (let i = 0; i < count; i++) {
      sums[place + i] = figures[i] ?? 0;
    }
  };
  return {
    subtract: (out, a, b) => {
      simd.subtract(at(out), at(a), at(b), out.length);
    },
    scale: (out, a, factor) => {
      simd.scale(at(out), at(a), factor, out.length);
    },
    addScaled: (out, a, factor) => {
      simd.addScaled(at(out), at(a), factor, out.length);
    },
    plusScaled: (out, a, b, factor) => {
      simd.plusScaled(at(out), at(a), at(b), factor, out.length);
    },
    divide: (out, a, divisor) => {
      simd.divide(at(out), at(a), divisor, out.length);
    },
    scaleMagnitudes: (out, a, factor) => {
      simd.scaleMagnitudes(at(out), at(a), factor, out.length);
    },
    multiply: (out, a, b) => {
      simd.multiply(at(out), at(a), at(b), out.length);
    },
    addProducts: (out, a, b) => {
      simd.addProducts(at(out), at(a), at(b), out.length);
    },
    addDot: (lanes, place, a, b, phase) => {
      simd.addDot(at(lanes) + place * 8, at(a), at(b), phase, a.length);
    },
    addMagnitudes: (lanes, place, a, phase) => {
      simd.addMagnitudes(at(lanes) + place * 8, at(a), phase, a.length);
    },
    addColumnDots: (sums, place, columns, a, b, first) => {
      simd.addColumnDots(at(sums) + place * 8, columns, at(a), at(b), first % columns, a.length);
    },
    countMagnitudesHigh: (counts, values) => {
      simd.countMagnitudesHigh(at(counts), at(values), values.length);
    },
    countMagnitudesLow: (counts, values, high) => {
      simd.countMagnitudesLow(at(counts), at(values), high, values.length);
    },
    countOrderedHigh: (counts, values) => {
      simd.countOrderedHigh(at(counts), at(values), values.length);
    },
    countOrderedLow: (counts, values, high) => {
      simd.countOrderedLow(at(counts), at(values), high, values.length);
    },
    countNear: (totals, index, keys, counts, values, low, high) => {
      const n = values.length;
      simd.countNear(at(totals), at(index), at(keys), at(counts), keys.length, at(values), low, high, n);
    },
    keepLargest: (out, a, threshold, ties) => simd.keepLargest(at(out), at(a), threshold, ties, out.length),
    keepBetween: (out, a, low, high, ties) => {
      simd.keepBetween(at(out), at(a), low, high, at(ties), out.length);
    },
    keepWhere: (out, a, keep) => {
      simd.keepWhere(at(out), at(a), at(keep), out.length);
    },
    keepWhereNonZero: (out, a, key) => {
      simd.keepWhereNonZero(at(out), at(a), at(key), out.length);
    },
    keepAtLeast: (out, a, key, threshold) => {
      simd.keepAtLeast(at(out), at(a), at(key), threshold, out.length);
    },
    addAgreeing: (sum, weights, weighted, election, weight) => {
      simd.addAgreeing(at(sum), at(weights), at(weighted), at(election), weight, sum.length);
    },
    mergeAgreeing: (sum, denominators, election, block, stride, rows, weights, normalize, tiny) => {
      const [s, d, e, b, w] = [at(sum), at(denominators), at(election), at(block), at(weights)];
      simd.mergeAgreeing(s, d, e, b, stride, rows, w, normalize ? 1 : 0, tiny, sum.length);
    },
    agreeingCoefficients: (coefficients, weighted, election, denominators, factor) => {
      const n = coefficients.length;
      simd.agreeingCoefficients(at(coefficients), at(weighted), at(election), at(denominators), factor, n);
    },
    keptCoefficients: (coefficients, kept, factor) => {
      simd.keptCoefficients(at(coefficients), at(kept), factor, coefficients.length);
    },
    divideAtLeast: (values, divisors, floor) => {
      simd.divideAtLeast(at(values), at(divisors), floor, values.length);
    },
    addBalance: (sums, place, values, coefficients, merged, phase) => {
      lendFigures(sums, place, BALANCE_FIGURES);
      simd.addBalance(at(figures), at(values), at(coefficients), at(merged), phase, values.length);
      returnFigures(sums, place, BALANCE_FIGURES);
    },
    addAgreeingBalance: (sums, place, values, weighted, election, denominators, factor, merged, phase) => {
      const [v, w, e, d, m] = [at(values), at(weighted), at(election), at(denominators), at(merged)];
      lendFigures(sums, place, BALANCE_FIGURES);
      simd.addAgreeingBalance(at(figures), v, w, e, d, factor, m, phase, values.length);
      returnFigures(sums, place, BALANCE_FIGURES);
    },
    addConstantBalance: (sums, place, values, coefficient, merged, phase) => {
      lendFigures(sums, place, BALANCE_FIGURES);
      simd.addConstantBalance(at(figures), at(values), coefficient, at(merged), phase, values.length);
      returnFigures(sums, place, BALANCE_FIGURES);
    },
    combine: (out, sums, models, base, weights, coefficients, divisor, lambda, phase, scratch, places) => {
      for (const [i, model] of models.entries()) {
        places[i] = at(model);
      }
      const origin = base === undefined ? 0 : at(base);
      const [o, s, p, w, c, r] = [at(out), at(sums), at(places), at(weights), at(coefficients), at(scratch)];
      simd.combine(o, s, p, models.length, origin, w, c, divisor, lambda, phase, r, out.length);
    },
    addDividedBalance: (sums, place, values, coefficients, divisors, factor, merged, phase) => {
      const n = values.length;
      lendFigures(sums, place, BALANCE_FIGURES);
      simd.addDividedBalance(at(figures), at(values), at(coefficients), at(divisors), factor, at(merged), phase, n);
      returnFigures(sums, place, BALANCE_FIGURES);
    },
    signedNormalizedMagnitudes: (out, tau, lo, hi) => {
      simd.signedNormalizedMagnitudes(at(out), at(tau), lo, hi, out.length);
    },
    tanhOfProduct: (out, a, b) => {
      simd.tanhOfProduct(at(out), at(a), at(b), out.length);
    },
    addTanhOfProduct: (out, a, b) => {
      simd.addTanhOfProduct(at(out), at(a), at(b), out.length);
    },
    multiplyByIntra: (out, u, factor) => {
      simd.multiplyByIntra(at(out), at(u), factor, out.length);
    },
    clampMagnitudes: (out, tau, lo, hi) => {
      simd.clampMagnitudes(at(out), at(tau), lo, hi, out.length);
    },
    scaleScores: (beta, lo, hi) => {
      simd.scaleScores(at(beta), lo, hi, beta.length);
    },
    addScored: (sum, weights, clipped, scores, lambda) => {
      simd.addScored(at(sum), at(weights), at(clipped), at(scores), lambda, sum.length);
    },
    drawBernoulli: (keep, start, key0, key1, probability) => {
      // word < p 2^24 for whole words  <=>  word < ceil(p 2^24)
      const limit = Math.max(0, Math.min(0x100_0000, Math.ceil(probability * 0x100_0000)));
      simd.drawBernoulli(at(keep), start, key0, key1, limit, keep.length);
    },
    drawBernoulliEach: (keep, start, key0, key1, probabilities) => {
      simd.drawBernoulliEach(at(keep), start, key0, key1, at(probabilities), keep.length);
    },
    varianceOverRows: (out, block, stride, rows) => {
      simd.varianceOverRows(at(out), at(block), stride, rows, out.length);
    },
    countNonZero: (values) => simd.countNonZero(at(values), values.length),
    countUniqueAndShared: (counts, block, stride, rows, length, epsilon) => {
      simd.countUniqueAndShared(at(counts), at(block), stride, rows, length, epsilon);
    },
    mergeUniqueAndShared: (out, coefficients, block, stride, rows, epsilon, factors) => {
      const n = out.length;
      simd.mergeUniqueAndShared(at(out), at(coefficients), at(block), stride, rows, epsilon, at(factors), n);
    },
    nearnessWeights: (weights, delta, t) => {
      simd.nearnessWeights(at(weights), at(delta), t, weights.length);
    },
    interpolateEach: (out, a, b, weights) => {
      simd.interpolateEach(at(out), at(a), at(b), at(weights), out.length);
    },
    countNonFinite: (values, limit, counts) => {
      lendFigures(counts, 0, 2);
      simd.countNonFinite(at(values), limit, at(figures), values.length);
      returnFigures(counts, 0, 2);
    },
  };
}
