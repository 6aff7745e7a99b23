/**
 * Radix histograms of float32 numbers, in two levels of 16 bits of a 32-bit key that sorts like the number. The magnitude
 * key is the 31 magnitude bits shifted left by one; the ordered key is the bits with the sign flipped (positive) or all
 * flipped (negative). Counters are 32 bits wide: empty them into wider ones before 2^32 elements.
 */

function bitsOf(values: Float32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length);
}

/** counts[high 16 bits of the magnitude key]++ */
export function countMagnitudesHigh(counts: Uint32Array, values: Float32Array): void {
  const bits = bitsOf(values);
  const length = bits.length;
  for (let i = 0; i < length; i++) {
    counts[(bits[i] << 1) >>> 16]++;
  }
}

/** counts[low 16 bits of the magnitude key]++ for keys whose high 16 bits are `high` */
export function countMagnitudesLow(counts: Uint32Array, values: Float32Array, high: number): void {
  const bits = bitsOf(values);
  const length = bits.length;
  for (let i = 0; i < length; i++) {
    const key = bits[i] << 1;
    if (key >>> 16 === high) {
      counts[key & 0xffff]++;
    }
  }
}

/** counts[high 16 bits of the ordered key]++ */
export function countOrderedHigh(counts: Uint32Array, values: Float32Array): void {
  const bits = bitsOf(values);
  const length = bits.length;
  for (let i = 0; i < length; i++) {
    const bit = bits[i];
    counts[(bit ^ ((bit >> 31) | 0x80000000)) >>> 16]++;
  }
}

/** counts[low 16 bits of the ordered key]++ for keys whose high 16 bits are `high` */
export function countOrderedLow(counts: Uint32Array, values: Float32Array, high: number): void {
  const bits = bitsOf(values);
  const length = bits.length;
  for (let i = 0; i < length; i++) {
    const bit = bits[i];
    const key = bit ^ ((bit >> 31) | 0x80000000);
    if (key >>> 16 === high) {
      counts[key & 0xffff]++;
    }
  }
}
