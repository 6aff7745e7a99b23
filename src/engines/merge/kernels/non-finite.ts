/**
 * Counts the values that a file will hold as NaN (`counts[0]`) or infinity (`counts[1]`). `limit` is the least magnitude
 * that the file's number format rounds to infinity.
 */
export function countNonFinite(values: Float32Array, limit: number, counts: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // False for NaN as well, so that the usual case is one comparison.
    if (!(Math.abs(value) < limit)) {
      counts[value === value ? 1 : 0] += 1;
    }
  }
}
