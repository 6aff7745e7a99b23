/** Counters that `rankMagnitudes` needs: 11 bits of a key, then 10, then 10. Few, so that short rows are quick as well. */
export const RANK_COUNTERS = 2048;

/**
 * ranks[i] = rank of abs(values[i]) among the row, 0 the smallest, equal magnitudes in order of index: a stable radix sort
 * of the 31 magnitude bits in three passes. `order` is scratch of `values.length`, `counts` of `RANK_COUNTERS`.
 */
export function rankMagnitudes(
  ranks: Uint32Array,
  values: Float32Array,
  order: Uint32Array,
  counts: Uint32Array,
): void {
  const length = values.length;
  const bits = new Int32Array(values.buffer, values.byteOffset, length);
  counts.fill(0);
  for (let i = 0; i < length; i++) {
    counts[bits[i] & 0x7ff]++;
  }
  toFirstPlaces(counts);
  // Until the last pass `ranks` holds the positions in the order of the lowest bits.
  for (let i = 0; i < length; i++) {
    ranks[counts[bits[i] & 0x7ff]++] = i;
  }
  counts.fill(0);
  for (let i = 0; i < length; i++) {
    counts[(bits[i] >>> 11) & 0x3ff]++;
  }
  toFirstPlaces(counts);
  for (let i = 0; i < length; i++) {
    const index = ranks[i];
    order[counts[(bits[index] >>> 11) & 0x3ff]++] = index;
  }
  counts.fill(0);
  for (let i = 0; i < length; i++) {
    counts[(bits[i] >>> 21) & 0x3ff]++;
  }
  toFirstPlaces(counts);
  for (let i = 0; i < length; i++) {
    const index = order[i];
    ranks[index] = counts[(bits[index] >>> 21) & 0x3ff]++;
  }
}

/** Replaces each count by the sum of those before it. */
function toFirstPlaces(counts: Uint32Array): void {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    counts[i] = sum;
    sum += count;
  }
}
