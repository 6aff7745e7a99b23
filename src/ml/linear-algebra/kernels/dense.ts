/** Dense linear algebra in float64 on row-major matrices; the tall one comes in blocks of rows, as float32. */

/** `out` (rows x width) = block (rows x columns) times `thin` (columns x width). Benchmark: `npm run bench -- merge`. */
export function multiplyBlock(
  block: Float32Array,
  rows: number,
  columns: number,
  thin: Float64Array,
  width: number,
  out: Float64Array,
): void {
  out.fill(0, 0, rows * width);
  for (let i = 0; i < rows; i++) {
    const at = i * width;
    const from = i * columns;
    for (let k = 0; k < columns; k++) {
      const value = block[from + k];
      if (value !== 0) {
        const row = k * width;
        for (let j = 0; j < width; j++) {
          out[at + j] += value * thin[row + j];
        }
      }
    }
  }
}

/** Adds to `sums` (columns x width) the transposed block (rows x columns) times rows of `thin` (rows x width, from `first`). */
export function addTransposedProduct(
  block: Float32Array,
  rows: number,
  columns: number,
  thin: Float64Array,
  first: number,
  width: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < rows; i++) {
    const at = (first + i) * width;
    const from = i * columns;
    for (let k = 0; k < columns; k++) {
      const value = block[from + k];
      if (value !== 0) {
        const row = k * width;
        for (let j = 0; j < width; j++) {
          sums[row + j] += value * thin[at + j];
        }
      }
    }
  }
}

/** The sum of squares. */
export function sumOfSquares(values: Float32Array | Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += values[i] * values[i];
  }
  return sum;
}

/** The sum of the squares of block - left right, for rows from `first` of left (x rank), right (rank x columns). */
export function residualOfBlock(
  block: Float32Array,
  rows: number,
  columns: number,
  left: Float32Array,
  first: number,
  rank: number,
  right: Float32Array,
  scratch: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    scratch.fill(0, 0, columns);
    for (let r = 0; r < rank; r++) {
      const factor = left[(first + i) * rank + r];
      const row = r * columns;
      for (let k = 0; k < columns; k++) {
        scratch[k] += factor * right[row + k];
      }
    }
    const from = i * columns;
    for (let k = 0; k < columns; k++) {
      const difference = block[from + k] - scratch[k];
      sum += difference * difference;
    }
  }
  return sum;
}

/**
 * Turns the rows of `matrix` (count x length) into orthonormal ones that span the same space, by Gram and Schmidt done
 * twice, which is exact to rounding. A row that the ones before it contain becomes zeros. `triangle` (count x count), where
 * given, takes T with the old rows = T times the new ones.
 */
export function orthonormalizeRows(matrix: Float64Array, count: number, length: number, triangle?: Float64Array): void {
  triangle?.fill(0);
  for (let i = 0; i < count; i++) {
    const at = i * length;
    let before = 0;
    for (let k = 0; k < length; k++) {
      before += matrix[at + k] * matrix[at + k];
    }
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = j * length;
        let product = 0;
        for (let k = 0; k < length; k++) {
          product += matrix[at + k] * matrix[other + k];
        }
        for (let k = 0; k < length; k++) {
          matrix[at + k] -= product * matrix[other + k];
        }
        if (triangle !== undefined) {
          triangle[i * count + j] += product;
        }
      }
    }
    let after = 0;
    for (let k = 0; k < length; k++) {
      after += matrix[at + k] * matrix[at + k];
    }
    // What is left of a dependent row is rounding: made a unit it would be a direction of its own.
    const norm = after > before * 1e-28 ? Math.sqrt(after) : 0;
    const scale = norm > 0 ? 1 / norm : 0;
    for (let k = 0; k < length; k++) {
      matrix[at + k] *= scale;
    }
    if (triangle !== undefined) {
      triangle[i * count + i] = norm;
    }
  }
}

/**
 * The singular value decomposition of a small square matrix by one-sided Jacobi rotations (Hestenes 1958), which gives small
 * singular values to full relative accuracy. The rows of `matrix` (size x size) become orthogonal, each with the length of a
 * singular value; `rotation` takes W with the new rows = W times the old ones.
 */
export function rotateRowsOrthogonal(matrix: Float64Array, size: number, rotation: Float64Array): void {
  rotation.fill(0);
  for (let i = 0; i < size; i++) {
    rotation[i * size + i] = 1;
  }
  for (let sweep = 0; sweep < 60; sweep++) {
    let isDone = true;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        const rowP = p * size;
        const rowQ = q * size;
        let alpha = 0;
        let beta = 0;
        let gamma = 0;
        for (let k = 0; k < size; k++) {
          alpha += matrix[rowP + k] * matrix[rowP + k];
          beta += matrix[rowQ + k] * matrix[rowQ + k];
          gamma += matrix[rowP + k] * matrix[rowQ + k];
        }
        if (Math.abs(gamma) <= 1e-15 * Math.sqrt(alpha * beta) || gamma === 0) {
          continue;
        }
        isDone = false;
        const zeta = (beta - alpha) / (2 * gamma);
        const sign = zeta >= 0 ? 1 : -1;
        const tangent = sign / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        const sine = cosine * tangent;
        for (let k = 0; k < size; k++) {
          const one = matrix[rowP + k];
          const other = matrix[rowQ + k];
          matrix[rowP + k] = cosine * one - sine * other;
          matrix[rowQ + k] = sine * one + cosine * other;
          const turned = rotation[rowP + k];
          const against = rotation[rowQ + k];
          rotation[rowP + k] = cosine * turned - sine * against;
          rotation[rowQ + k] = sine * turned + cosine * against;
        }
      }
    }
    if (isDone) {
      return;
    }
  }
}

/** `out` (a x c) = left (a x b) times right (b x c). */
export function multiply(
  left: Float64Array,
  right: Float64Array,
  a: number,
  b: number,
  c: number,
  out: Float64Array,
): void {
  out.fill(0, 0, a * c);
  for (let i = 0; i < a; i++) {
    for (let k = 0; k < b; k++) {
      const factor = left[i * b + k];
      for (let j = 0; j < c; j++) {
        out[i * c + j] += factor * right[k * c + j];
      }
    }
  }
}

/** `out` (columns x rows) = the transposed matrix (rows x columns). */
export function transpose(matrix: Float64Array, rows: number, columns: number, out: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      out[k * rows + i] = matrix[i * columns + k];
    }
  }
}
