/**
 * Rounds each of `rows` rows of equal length, in place, to 8 bits: to the nearest of 255 levels, w <- s round(w / s) with s =
 * max |w| / 127 of the row. Rows of zeros stay as they are.
 */
export function quantizeRows(values: Float32Array, rows: number): void {
  const length = values.length / rows;
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * length;
    let most = 0;
    for (let i = row * length; i < end; i++) {
      most = Math.max(most, Math.abs(values[i]));
    }
    const step = most / 127;
    if (step > 0) {
      for (let i = row * length; i < end; i++) {
        values[i] = step * Math.round(values[i] / step);
      }
    }
  }
}
