import { countLower, countUpper, markLarger } from '../kernels/magnitudes.js';
import { roundHalfEven } from '../surrogate/crop-size.js';

/**
 * What stays of tensors when the round(ratio x elements) values of the smallest magnitude, over all of them together, go: 1 where
 * a value stays, else 0. Of equal magnitudes the first ones go. Exact, without a copy of the values: two counts of 2^15 and
 * 2^16 bins find the border.
 */
export function keptAfterPruning(tensors: readonly Float32Array[], ratio: number): readonly Uint8Array<ArrayBuffer>[] {
  const bits = tensors.map((values) => new Uint32Array(values.buffer, values.byteOffset, values.length));
  const elements = tensors.reduce((sum, { length }) => sum + length, 0);
  const pruned = Math.min(elements, Math.max(0, roundHalfEven(ratio * elements)));
  if (pruned === 0) {
    return tensors.map(({ length }) => new Uint8Array(length).fill(1));
  }
  const upperBins = new Float64Array(2 ** 15);
  bits.forEach((one) => countUpper(one, upperBins));
  const upper = binWith(upperBins, pruned);
  const lowerBins = new Float64Array(2 ** 16);
  bits.forEach((one) => countLower(one, upper.bin, lowerBins));
  const lower = binWith(lowerBins, pruned - upper.before);
  const border = upper.bin * 2 ** 16 + lower.bin;
  let ties = pruned - upper.before - lower.before;
  return bits.map((one) => {
    const kept = new Uint8Array(one.length);
    ties = markLarger(one, border, ties, kept);
    return kept;
  });
}

/** The bin that value number `wanted` (from 1) is in, and how many come before that bin. */
function binWith(bins: Float64Array, wanted: number): { readonly bin: number; readonly before: number } {
  let before = 0;
  for (const [bin, count] of bins.entries()) {
    if (before + count >= wanted) {
      return { bin, before };
    }
    before += count;
  }
  throw new RangeError(`value ${wanted}`);
}
