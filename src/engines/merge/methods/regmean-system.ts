import { addRowProduct, factorCholesky, solveCholesky } from '../kernels/cholesky.js';
import { at } from './strips.js';

/** Rows of W that are solved for at a time: the factor is read once for them, and their panels stay in the cache. */
const PANEL_ROWS = 32;

type Floats = Float32Array | Float64Array;

/** A symmetric matrix of the products of a layer's inputs, X^T X, read from an element on, row by row. */
export interface InputProducts<Row extends Floats> {
  read(start: number, out: Row): void;
}

/**
 * The linear system of RegMean for one layer of `size` inputs: holds the Cholesky factor of sum G_i and gives rows of
 * (sum W_i G_i)(sum G_i)^-1. An input that no model has ever seen (all its products 0) keeps the plain average.
 */
export class RegMeanSystem<Row extends Floats> {
  /** False where sum G_i has no inverse. */
  readonly isSolvable: boolean;
  readonly #products: readonly InputProducts<Row>[];
  readonly #size: number;
  readonly #offDiagonal: number;
  readonly #row: Row;
  readonly #scaled: Float64Array;
  readonly #factor: Float64Array;
  /** Diagonals of the G_i, and of their sum. */
  readonly #diagonals: readonly Float64Array[];
  readonly #total: Float64Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;

  /** `row` is room for a row of products. */
  constructor(
    products: readonly InputProducts<Row>[],
    { size, offDiagonal, row }: { readonly size: number; readonly offDiagonal: number; readonly row: Row },
  ) {
    this.#products = products;
    this.#size = size;
    this.#offDiagonal = offDiagonal;
    this.#row = row;
    this.#scaled = new Float64Array(size);
    this.#factor = new Float64Array(size * size);
    this.#diagonals = products.map(() => new Float64Array(size));
    this.#total = new Float64Array(size);
    this.#from = new Float64Array(size * PANEL_ROWS);
    this.#to = new Float64Array(size * PANEL_ROWS);
    for (const i of products.keys()) {
      for (let j = 0; j < size; j++) {
        const values = this.#productRow(i, j);
        at(this.#diagonals, i)[j] = values[j] ?? 0;
        this.#total[j] = (this.#total[j] ?? 0) + (values[j] ?? 0);
        for (let k = 0; k <= j; k++) {
          this.#factor[j * size + k] = (this.#factor[j * size + k] ?? 0) + (values[k] ?? 0);
        }
      }
    }
    for (let j = 0; j < size; j++) {
      if (this.#total[j] === 0) {
        this.#factor[j * size + j] = 1;
      }
    }
    this.isSolvable = factorCholesky(this.#factor, size);
  }

  /** Bytes of the factor, the panels and the diagonals. */
  static bytes(size: number, models: number): number {
    return (size * size + 2 * size * PANEL_ROWS + (models + 3) * size) * 8;
  }

  /** out = rows of the average, for the same rows of every model's weights. */
  average(weights: readonly Floats[], out: Floats): void {
    const size = this.#size;
    for (let first = 0; first < out.length; first += size * PANEL_ROWS) {
      const width = Math.min(PANEL_ROWS, (out.length - first) / size);
      const to = this.#to.subarray(0, size * width).fill(0);
      for (const [i, matrix] of weights.entries()) {
        const from = this.#transposed(matrix, first, width);
        for (let j = 0; j < size; j++) {
          if (this.#total[j] === 0) {
            addRowProduct(to, j * width, [1 / weights.length], from.subarray(j * width), width);
          } else {
            addRowProduct(to, j * width, this.#productRow(i, j), from, width);
          }
        }
      }
      solveCholesky(this.#factor, size, to, width);
      for (let row = 0; row < width; row++) {
        for (let j = 0; j < size; j++) {
          out[first + row * size + j] = to[j * width + row] ?? 0;
        }
      }
    }
  }

  /** out[j] = the part of model `i` in the squared sum of input `j`. */
  inputShares(i: number, out: Float32Array): void {
    for (const [j, total] of this.#total.entries()) {
      out[j] = total === 0 ? 1 / this.#diagonals.length : (at(this.#diagonals, i)[j] ?? 0) / total;
    }
  }

  /** Row `j` of G_i, off-diagonals scaled; good until the next. */
  #productRow(i: number, j: number): Float64Array {
    const scaled = this.#scaled;
    at(this.#products, i).read(j * this.#size, this.#row);
    for (let k = 0; k < scaled.length; k++) {
      scaled[k] = (this.#row[k] ?? 0) * (k === j ? 1 : this.#offDiagonal);
    }
    return scaled;
  }

  /** `width` rows of a matrix from element `first` on, as columns of a panel. */
  #transposed(matrix: Floats, first: number, width: number): Float64Array {
    const size = this.#size;
    const panel = this.#from.subarray(0, size * width);
    for (let row = 0; row < width; row++) {
      for (let j = 0; j < size; j++) {
        panel[j * width + row] = matrix[first + row * size + j] ?? 0;
      }
    }
    return panel;
  }
}
