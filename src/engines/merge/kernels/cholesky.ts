/** Dense linear algebra in float64, row-major. A panel has one row per unknown and one column per right-hand side. */

/**
 * Replaces the lower triangle of a symmetric matrix of `size` rows by L with L L^T = matrix. False where a pivot isn't
 * positive beside its diagonal element, that is, where the matrix has no (numerical) inverse.
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    const rowJ = j * size;
    const diagonal = matrix[rowJ + j];
    let pivot = diagonal;
    for (let k = 0; k < j; k++) {
      pivot -= matrix[rowJ + k] * matrix[rowJ + k];
    }
    if (!(pivot > diagonal * 1e-13)) {
      return false;
    }
    const root = Math.sqrt(pivot);
    matrix[rowJ + j] = root;
    for (let i = j + 1; i < size; i++) {
      const rowI = i * size;
      let sum = matrix[rowI + j];
      for (let k = 0; k < j; k++) {
        sum -= matrix[rowI + k] * matrix[rowJ + k];
      }
      matrix[rowI + j] = sum / root;
    }
  }
  return true;
}

/** Replaces a panel B of `width` columns by X with L L^T X = B. */
export function solveCholesky(lower: Float64Array, size: number, panel: Float64Array, width: number): void {
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) {
      subtractRow(panel, i * width, k * width, lower[i * size + k], width);
    }
    divideRow(panel, i * width, lower[i * size + i], width);
  }
  for (let i = size - 1; i >= 0; i--) {
    divideRow(panel, i * width, lower[i * size + i], width);
    for (let k = 0; k < i; k++) {
      subtractRow(panel, k * width, i * width, lower[i * size + k], width);
    }
  }
}

/** row at `out` of a panel += sum_k factors[k] * row k of `panel` */
export function addRowProduct(
  out: Float64Array,
  at: number,
  factors: ArrayLike<number>,
  panel: Float64Array,
  width: number,
): void {
  const count = factors.length;
  for (let k = 0; k < count; k++) {
    const factor = factors[k];
    const row = k * width;
    for (let c = 0; c < width; c++) {
      out[at + c] += factor * panel[row + c];
    }
  }
}

function subtractRow(panel: Float64Array, to: number, from: number, factor: number, width: number): void {
  for (let c = 0; c < width; c++) {
    panel[to + c] -= factor * panel[from + c];
  }
}

function divideRow(panel: Float64Array, at: number, divisor: number, width: number): void {
  for (let c = 0; c < width; c++) {
    panel[at + c] /= divisor;
  }
}
