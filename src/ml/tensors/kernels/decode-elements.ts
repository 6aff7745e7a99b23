// Bits of narrow numbers to bits of float32. Bits rather than numbers, so that a NaN keeps its payload: reading one as a
// JavaScript number may change it.

/** IEEE half precision to float32: exact, subnormals included. */
export function decodeFloat16(from: Uint16Array, out: Uint32Array): void {
  for (let i = 0; i < out.length; i++) {
    const half = from[i];
    const sign = (half & 0x8000) << 16;
    const exponent = half & 0x7c00;
    const fraction = half & 0x03ff;
    if (exponent === 0x7c00) {
      out[i] = sign | 0x7f800000 | (fraction << 13);
    } else if (exponent !== 0) {
      // The exponent's bias grows from 15 to 127.
      out[i] = sign | (((exponent | fraction) << 13) + (112 << 23));
    } else if (fraction === 0) {
      out[i] = sign;
    } else {
      // A subnormal half is fraction * 2^-24: its leading one becomes the implicit one of a normal float32.
      const shift = Math.clz32(fraction) - 21;
      out[i] = sign | ((113 - shift) << 23) | (((fraction << shift) & 0x03ff) << 13);
    }
  }
}

/** bfloat16 to float32: the upper half of its bits. */
export function decodeBfloat16(from: Uint16Array, out: Uint32Array): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = from[i] << 16;
  }
}

/**
 * 64-bit integers, given as pairs of 32-bit words (low first), to the nearest float32, ties to even. A double can't hold
 * them all, and rounding twice would go wrong at ties, so bits that it can't hold are first folded into its last one.
 */
export function decodeInteger64(from: Uint32Array, signed: boolean, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    let low = from[2 * i];
    const high = signed ? from[2 * i + 1] | 0 : from[2 * i + 1];
    if ((high >= 0x20_0000 || high < -0x20_0000) && (low & 0x7ff) !== 0) {
      low = ((low & ~0x7ff) | 0x800) >>> 0;
    }
    out[i] = high * 0x1_0000_0000 + low;
  }
}
