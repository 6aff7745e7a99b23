// Magnitudes of float32 values are ordered like their bits without the sign; NaN stands above all others.

const SIGN_OFF = 0x7fff_ffff;

/** Counts values by the upper 15 bits of their magnitude: 2^15 bins. */
export function countUpper(bits: Uint32Array, bins: Float64Array): void {
  for (let i = 0; i < bits.length; i++) {
    bins[(bits[i] & SIGN_OFF) >>> 16] += 1;
  }
}

/** Counts those values of one upper bin by the lower 16 bits: 2^16 bins. */
export function countLower(bits: Uint32Array, upper: number, bins: Float64Array): void {
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i] & SIGN_OFF;
    if (magnitude >>> 16 === upper) {
      bins[magnitude & 0xffff] += 1;
    }
  }
}

/** Writes 1 where a magnitude is above the border or, after `ties` others, on it, else 0; returns the ties that are left. */
export function markLarger(bits: Uint32Array, border: number, ties: number, out: Uint8Array): number {
  let left = ties;
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i] & SIGN_OFF;
    const goes = magnitude < border || (magnitude === border && left > 0);
    left -= magnitude === border && left > 0 ? 1 : 0;
    out[i] = goes ? 0 : 1;
  }
  return left;
}
