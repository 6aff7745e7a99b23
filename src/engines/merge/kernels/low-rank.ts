/**
 * Adds `scale` times rows of the product L R to `out`: elements `start` to `start + out.length` of the `columns` wide matrix
 * that the product fits. L is rows x rank, R is rank x columns. The product is summed in float32 before it is scaled and
 * added, as a matrix multiplication does.
 */
export function addLowRank(
  out: Float32Array,
  start: number,
  columns: number,
  left: Float32Array,
  right: Float32Array,
  rank: number,
  scale: number,
  scratch: Float32Array,
): void {
  for (let done = 0; done < out.length; ) {
    const row = Math.floor((start + done) / columns);
    const column = start + done - row * columns;
    const length = Math.min(columns - column, out.length - done);
    scratch.fill(0, 0, length);
    for (let k = 0; k < rank; k++) {
      const factor = left[row * rank + k];
      const from = k * columns + column;
      for (let i = 0; i < length; i++) {
        scratch[i] += factor * right[from + i];
      }
    }
    for (let i = 0; i < length; i++) {
      out[done + i] += scale * scratch[i];
    }
    done += length;
  }
}

/** Makes the norm of each row of `rows` whole rows, which begin with `firstRow` of the matrix, its magnitude (DoRA). */
export function rescaleRows(rows: Float32Array, columns: number, firstRow: number, magnitudes: Float32Array): void {
  for (let row = 0; row * columns < rows.length; row++) {
    let sum = 0;
    for (let i = 0; i < columns; i++) {
      const value = rows[row * columns + i];
      sum += value * value;
    }
    const factor = Math.fround(magnitudes[firstRow + row] / Math.sqrt(sum));
    for (let i = 0; i < columns; i++) {
      rows[row * columns + i] *= factor;
    }
  }
}
