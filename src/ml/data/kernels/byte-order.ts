/** Reverses the bytes of every element of `size` bytes, in place: big-endian to little-endian. */
export function swapByteOrder(bytes: Uint8Array, size: number): void {
  for (let start = 0; start + size <= bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}

/**
 * A column-major array (first index fastest) to a row-major one; elements of `size` bytes. `shape` has at least one
 * dimension, none of them 0.
 */
export function toRowMajor(from: Uint8Array, shape: readonly number[], size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(from.length);
  const dimensions = shape.length;
  const strides = new Float64Array(dimensions);
  const index = new Float64Array(dimensions);
  let stride = size;
  for (let d = 0; d < dimensions; d++) {
    strides[d] = stride;
    stride *= shape[d];
  }
  let source = 0;
  for (let target = 0; target < from.length; target += size) {
    for (let byte = 0; byte < size; byte++) {
      out[target + byte] = from[source + byte];
    }
    // The next element in row-major order: the last index counts up, and carries to the one before.
    for (let d = dimensions - 1; d >= 0; d--) {
      index[d]++;
      source += strides[d];
      if (index[d] < shape[d]) {
        break;
      }
      source -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return out;
}
