/** A linear layer `E(x) = W x + b` and its transposes, in float64; W is width x features, row by row. */

/** out (width) = W x + b, x being the `features` numbers of `from` from `at` on. */
export function project(
  out: Float64Array,
  weights: Float64Array,
  from: Float32Array | Float64Array,
  at: number,
  features: number,
): void {
  const width = out.length;
  for (let i = 0; i < width; i++) {
    const row = i * features;
    let sum = weights[width * features + i];
    for (let k = 0; k < features; k++) {
      sum += weights[row + k] * from[at + k];
    }
    out[i] = sum;
  }
}

/** out (features) = the transposed W times e (width). */
export function projectBack(out: Float64Array, weights: Float64Array, e: Float64Array): void {
  const features = out.length;
  out.fill(0);
  for (let i = 0; i < e.length; i++) {
    const row = i * features;
    const factor = e[i];
    for (let k = 0; k < features; k++) {
      out[k] += weights[row + k] * factor;
    }
  }
}

/** u . x, x being as many numbers of `from` from `at` on. */
export function dotRow(u: Float64Array, from: Float32Array | Float64Array, at: number): number {
  let sum = 0;
  for (let k = 0; k < u.length; k++) {
    sum += u[k] * from[at + k];
  }
  return sum;
}

/** sums += factor x, x being as many numbers of `from` from `at` on. */
export function addRow(sums: Float64Array, factor: number, from: Float32Array | Float64Array, at: number): void {
  for (let k = 0; k < sums.length; k++) {
    sums[k] += factor * from[at + k];
  }
}

/** gradient (width x features, row by row) += e x', x being `features` numbers of `from` from `at` on. */
export function addOuterProduct(
  gradient: Float64Array,
  e: Float64Array,
  from: Float32Array | Float64Array,
  at: number,
  features: number,
): void {
  for (let i = 0; i < e.length; i++) {
    const row = i * features;
    const factor = e[i];
    for (let k = 0; k < features; k++) {
      gradient[row + k] += factor * from[at + k];
    }
  }
}
