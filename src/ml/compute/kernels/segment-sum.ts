/**
 * Adds row `i` of `rows` (`width` numbers each) to row `segments[i]` of `sums` (zeros at first), in order, in float32.
 * A row whose segment is negative counts nowhere.
 */
export function segmentSum(
  rows: Float32Array | Int32Array,
  segments: Int32Array,
  sums: Float32Array | Int32Array,
  width: number,
): void {
  const count = sums.length / Math.max(width, 1);
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment >= 0 && segment < count) {
      const to = segment * width;
      const from = i * width;
      for (let j = 0; j < width; j++) {
        sums[to + j] += rows[from + j];
      }
    }
  }
}
