/**
 * The loops of RAM: an element of a task vector counts when its magnitude exceeds epsilon. `block` holds the task
 * vectors, row r beginning at r * stride. NaN counts, so that it shows in the result.
 */

/** counts[2 r] += elements counted in task r alone, counts[2 r + 1] += elements counted in task r and in others. */
export function countUniqueAndShared(
  counts: Float64Array,
  block: Float32Array,
  stride: number,
  rows: number,
  length: number,
  epsilon: number,
): void {
  const e = Math.fround(epsilon);
  for (let i = 0; i < length; i++) {
    let counted = 0;
    for (let r = 0; r < rows; r++) {
      counted += Math.abs(block[r * stride + i]) <= e ? 0 : 1;
    }
    const place = counted > 1 ? 1 : 0;
    for (let r = 0; r < rows; r++) {
      if (!(Math.abs(block[r * stride + i]) <= e)) {
        counts[2 * r + place] += 1;
      }
    }
  }
}

/**
 * out = the mean of the counted deltas where two or more tasks count, the one delta times its task's factor where one
 * does, else 0. `coefficients` gets each task's coefficient in the layout of `block`.
 */
export function mergeUniqueAndShared(
  out: Float32Array,
  coefficients: Float32Array,
  block: Float32Array,
  stride: number,
  rows: number,
  epsilon: number,
  uniqueFactors: Float32Array,
): void {
  const length = out.length;
  const e = Math.fround(epsilon);
  for (let i = 0; i < length; i++) {
    let counted = 0;
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const value = block[r * stride + i];
      if (!(Math.abs(value) <= e)) {
        counted++;
        sum = Math.fround(sum + value);
      }
    }
    let merged = 0;
    for (let r = 0; r < rows; r++) {
      const at = r * stride + i;
      const counts = !(Math.abs(block[at]) <= e);
      coefficients[at] = counts ? (counted > 1 ? 1 / counted : uniqueFactors[r]) : 0;
      if (counts) {
        merged = counted > 1 ? Math.fround(sum / counted) : Math.fround(block[at] * uniqueFactors[r]);
      }
    }
    out[i] = merged;
  }
}
