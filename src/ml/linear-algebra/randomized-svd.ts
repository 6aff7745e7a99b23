import type { RandomStream } from '../../base/random.js';
import {
  addTransposedProduct,
  multiply,
  multiplyBlock,
  orthonormalizeRows,
  rotateRowsOrthogonal,
  sumOfSquares,
  transpose,
} from './kernels/dense.js';

/** A matrix that is read in blocks of rows, as often as it is needed; it may be larger than memory. */
export interface MatrixInBlocks {
  readonly rows: number;
  readonly columns: number;
  /** Rows of the largest block. */
  readonly blockRows: number;
  /** Calls `visit` with the rows in their order; `values` (rows x columns, float32) are the visitor's until it returns. */
  forEachBlock(visit: (first: number, rows: number, values: Float32Array) => void): Promise<void>;
}

export interface RandomizedSvdOptions {
  /** Singular values that are wanted. */
  readonly rank: number;
  /** Directions that are drawn besides; a few make the error that of the best approximation, nearly. */
  readonly oversampling: number;
  /** Times that the directions go through the matrix and back; each sharpens them where singular values fall slowly. */
  readonly powerIterations: number;
  readonly random: RandomStream;
}

/** The leading part of a singular value decomposition: matrix ~ left diag(values) right. */
export interface PartialSvd {
  readonly rank: number;
  /** rows x rank. */
  readonly left: Float64Array;
  /** Falling. */
  readonly values: Float64Array;
  /** rank x columns. */
  readonly right: Float64Array;
  /** The sum of the squares of all singular values: of all elements. */
  readonly energy: number;
}

/**
 * The largest singular values of a matrix and their vectors, by a randomised range finder with orthonormalised power
 * iterations (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1); sums are float64. Reads the matrix 2 + 2
 * `powerIterations` times. Exact to rounding where the rank of the matrix is not above rank + oversampling.
 */
export async function randomizedSvd(matrix: MatrixInBlocks, options: RandomizedSvdOptions): Promise<PartialSvd> {
  const { rows, columns, blockRows } = matrix;
  const smaller = Math.min(rows, columns);
  const width = Math.min(options.rank + options.oversampling, smaller);
  const rank = Math.min(options.rank, smaller);
  const inRows = new Float64Array(rows * width);
  const inColumns = normals(columns * width, options.random);
  const scratch = new Float64Array(Math.max(rows, columns, blockRows) * width);
  const block = new Float64Array(blockRows * width);

  /** `inRows` = matrix times `inColumns`; the energy. */
  const forward = async (): Promise<number> => {
    let energy = 0;
    await matrix.forEachBlock((first, count, values) => {
      multiplyBlock(values, count, columns, inColumns, width, block);
      inRows.set(block.subarray(0, count * width), first * width);
      energy += sumOfSquares(values, count * columns);
    });
    return energy;
  };
  /** `inColumns` = transposed matrix times `inRows`. */
  const backward = async (): Promise<void> => {
    inColumns.fill(0);
    await matrix.forEachBlock((first, count, values) => {
      addTransposedProduct(values, count, columns, inRows, first, width, inColumns);
    });
  };
  /** Makes the columns of a thin matrix orthonormal; `triangle` as in `orthonormalizeRows`. */
  const orthonormalize = (thin: Float64Array, length: number, triangle?: Float64Array): void => {
    transpose(thin, length, width, scratch);
    orthonormalizeRows(scratch, width, length, triangle);
    transpose(scratch, width, length, thin);
  };

  const energy = await forward();
  for (let i = 0; i < options.powerIterations; i++) {
    orthonormalize(inRows, rows);
    await backward();
    orthonormalize(inColumns, columns);
    await forward();
  }
  orthonormalize(inRows, rows);
  await backward();
  // Now matrix ~ Q B^T with Q in `inRows` and B in `inColumns`; B = P T^T with orthonormal columns of P, T triangular.
  const triangle = new Float64Array(width * width);
  orthonormalize(inColumns, columns, triangle);
  return decompose({ inRows, inColumns, triangle, rows, columns, width, rank, energy });
}

interface Projected {
  readonly inRows: Float64Array;
  readonly inColumns: Float64Array;
  /** T (width x width): matrix ~ Q T P^T. */
  readonly triangle: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly rank: number;
  readonly energy: number;
}

/** The decomposition of Q T P^T: W T = diag(values) V with rotations W, so Q T P^T = (Q W^T) diag(values) (V P^T). */
function decompose({ inRows, inColumns, triangle, rows, columns, width, rank, energy }: Projected): PartialSvd {
  const rotation = new Float64Array(width * width);
  rotateRowsOrthogonal(triangle, width, rotation);
  const norms = Array.from({ length: width }, (_, i) =>
    Math.sqrt(sumOfSquares(triangle.subarray(i * width, (i + 1) * width), width)),
  );
  const order = norms.map((_, i) => i).sort((a, b) => (norms[b] ?? 0) - (norms[a] ?? 0));
  const chosen = order.slice(0, rank);
  const values = Float64Array.from(chosen, (i) => norms[i] ?? 0);
  // Columns of W^T, and rows of V, of those that are kept.
  const turn = new Float64Array(width * rank);
  const directions = new Float64Array(rank * width);
  for (const [j, i] of chosen.entries()) {
    const norm = norms[i] ?? 0;
    for (let k = 0; k < width; k++) {
      turn[k * rank + j] = rotation[i * width + k] ?? 0;
      directions[j * width + k] = norm > 0 ? (triangle[i * width + k] ?? 0) / norm : 0;
    }
  }
  const left = new Float64Array(rows * rank);
  multiply(inRows, turn, rows, width, rank, left);
  const across = new Float64Array(width * columns);
  transpose(inColumns, columns, width, across);
  const right = new Float64Array(rank * columns);
  multiply(directions, across, rank, width, columns, right);
  return { rank, left, values, right, energy };
}

/** Standard normal numbers of a stream, two of each pair of uniforms (Box and Muller 1958). */
function normals(count: number, random: RandomStream): Float64Array {
  const drawn = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(i)));
    const angle = 2 * Math.PI * random.uniform(i + 1);
    drawn[i] = radius * Math.cos(angle);
    if (i + 1 < count) {
      drawn[i + 1] = radius * Math.sin(angle);
    }
  }
  return drawn;
}
