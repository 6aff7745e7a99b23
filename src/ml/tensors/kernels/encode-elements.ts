// Bits of float32 to bits of narrower floats, to the nearest, ties to even (IEEE 754, roundTiesToEven). A NaN stays a NaN
// with its sign and the payload that fits.

/** float32 to IEEE half precision: subnormals are kept, what rounds past 65504 becomes infinite. */
export function encodeFloat16(from: Uint32Array, out: Uint16Array): void {
  for (let i = 0; i < out.length; i++) {
    const bits = from[i];
    const sign = (bits >>> 16) & 0x8000;
    const magnitude = bits & 0x7fff_ffff;
    if (magnitude > 0x7f80_0000) {
      const payload = (magnitude >>> 13) & 0x03ff;
      out[i] = sign | 0x7c00 | (payload === 0 ? 0x0200 : payload);
    } else if (magnitude >= 0x4780_0000) {
      out[i] = sign | 0x7c00;
    } else if (magnitude >= 0x3880_0000) {
      // Normal: bias 127 becomes 15; adding half a unit less one, plus the last kept bit, rounds ties to even, and a carry
      // out of the fraction rightly raises the exponent, at the top to infinity.
      const rebased = magnitude - (112 << 23);
      out[i] = sign | ((rebased + 0x0fff + ((rebased >>> 13) & 1)) >>> 13);
    } else if (magnitude > 0x3300_0000) {
      // Subnormal: the fraction with its leading one, shifted to units of 2^-24.
      const shift = 126 - (magnitude >>> 23);
      const fraction = (magnitude & 0x007f_ffff) | 0x0080_0000;
      const half = 1 << (shift - 1);
      const kept = fraction >>> shift;
      const rest = fraction & ((1 << shift) - 1);
      out[i] = sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
    } else {
      // Up to and including 2^-25, half of the smallest subnormal, which ties to the even zero.
      out[i] = sign;
    }
  }
}

/** float32 to bfloat16. */
export function encodeBfloat16(from: Uint32Array, out: Uint16Array): void {
  for (let i = 0; i < out.length; i++) {
    const bits = from[i];
    if ((bits & 0x7fff_ffff) > 0x7f80_0000) {
      const upper = bits >>> 16;
      out[i] = (upper & 0x007f) === 0 ? upper | 0x0040 : upper;
    } else {
      out[i] = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
    }
  }
}
