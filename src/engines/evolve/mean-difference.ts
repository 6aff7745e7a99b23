/** Adds the squared differences of every two vectors of the same length to sums that a root mean square is made of. */
export function meanDifference(
  vectors: readonly (Float32Array | Float64Array)[],
  sums: { squares: number; pairs: number },
): void {
  for (const [index, one] of vectors.entries()) {
    for (const other of vectors.slice(index + 1)) {
      for (const [i, value] of one.entries()) {
        sums.squares += (value - (other[i] ?? 0)) ** 2;
      }
      sums.pairs += one.length;
    }
  }
}
