/**
 * ranks[i] = rank of abs(values[i]) among the row, 0 the smallest, equal magnitudes in order of index: a stable radix
 * sort of the 31 magnitude bits in two passes of 16. `order` is scratch of `values.length`, `counts` of 65536.
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
    counts[(bits[i] << 1) & 0xffff]++;
  }
  exclusiveSums(counts);
  for (let i = 0; i < length; i++) {
    order[counts[(bits[i] << 1) & 0xffff]++] = i;
  }
  counts.fill(0);
  for (let i = 0; i < length; i++) {
    counts[(bits[i] << 1) >>> 16]++;
  }
  exclusiveSums(counts);
  for (let i = 0; i < length; i++) {
    const index = order[i];
    ranks[index] = counts[(bits[index] << 1) >>> 16]++;
  }
}

function exclusiveSums(counts: Uint32Array): void {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    counts[i] = sum;
    sum += count;
  }
}
