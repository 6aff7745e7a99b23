/**
 * out[i] = population variance over the rows of `block` (row r begins at r * stride), computed in float64 in two sweeps
 * and rounded once; exactly 0 where all rows are equal.
 */
export function varianceOverRows(out: Float32Array, block: Float32Array, stride: number, rows: number): void {
  const length = out.length;
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      sum += block[r * stride + i];
    }
    const mean = sum / rows;
    const first = block[i];
    let squares = 0;
    let differs = false;
    for (let r = 0; r < rows; r++) {
      const value = block[r * stride + i];
      differs = differs || value !== first;
      squares += (value - mean) * (value - mean);
    }
    out[i] = differs ? squares / rows : 0;
  }
}

/** How many values are not 0 (NaN counts). */
export function countNonZero(values: Float32Array): number {
  const length = values.length;
  let count = 0;
  for (let i = 0; i < length; i++) {
    count += values[i] !== 0 ? 1 : 0;
  }
  return count;
}
