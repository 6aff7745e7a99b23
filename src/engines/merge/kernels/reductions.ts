/**
 * Sums in float64 over float32 arrays. Each sum lives in four lanes: element `g` of the unit adds to lane `g mod 4`, in
 * ascending order, so that neither the cuts between calls nor four-wide hardware change a bit. `phase` is the first
 * element's position in the unit modulo 4; `at` the first of the four lanes in `lanes`.
 */

/** lanes += a * b (the products are exact in float64) */
export function addDot(lanes: Float64Array, at: number, a: Float32Array, b: Float32Array, phase: number): void {
  const length = a.length;
  for (let i = 0; i < length; i++) {
    lanes[at + ((phase + i) & 3)] += a[i] * b[i];
  }
}

/** lanes += abs(a) */
export function addMagnitudes(lanes: Float64Array, at: number, a: Float32Array, phase: number): void {
  const length = a.length;
  for (let i = 0; i < length; i++) {
    lanes[at + ((phase + i) & 3)] += Math.abs(a[i]);
  }
}

/**
 * sums[columns] += a * b: element `i` belongs to column `(first + i) mod columns`, columns counting from 0; `at` is the
 * first column's place in `sums`.
 */
export function addColumnDots(
  sums: Float64Array,
  at: number,
  columns: number,
  a: Float32Array,
  b: Float32Array,
  first: number,
): void {
  const length = a.length;
  let column = first % columns;
  for (let i = 0; i < length; i++) {
    sums[at + column] += a[i] * b[i];
    column = column + 1 === columns ? 0 : column + 1;
  }
}
