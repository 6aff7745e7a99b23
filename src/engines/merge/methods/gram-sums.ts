import type { Chunk, Unit } from '../tensor-merge.js';
import { LaneSums } from './lane-sums.js';
import { at, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/**
 * Inner products of all pairs of a unit's inputs (of their deltas, where it has a base), in float64. Whatever moves within
 * the span of the inputs (means on the sphere, arcs) needs these numbers only, however many steps it takes.
 */
export class GramSums {
  readonly #unit: Unit;
  readonly #inputs: number;
  readonly #sums: LaneSums;
  readonly #deltas: readonly Float32Array[];

  constructor(unit: Unit) {
    this.#unit = unit;
    this.#inputs = unit.perModel.length;
    this.#sums = new LaneSums(unit.backend, this.#inputs * this.#inputs);
    this.#deltas = unit.hasBase ? unit.perModel.map(() => unit.backend.memory.float32(STRIP_ELEMENTS)) : [];
  }

  static bytes(inputs: number): number {
    return inputs * inputs * 32 + inputs * STRIP_ELEMENTS * 4;
  }

  /** Adds a chunk of the unit; or, after `clear`, a row, `chunk.start` counting from the row's first element. */
  add(chunk: Chunk): void {
    const { kernels } = this.#unit.backend;
    for (const { offset, length, phase } of stripsOf(chunk)) {
      const values = chunk.models.map((model, i) => {
        const input = part(model, offset, length);
        if (chunk.base === undefined) {
          return input;
        }
        const delta = part(at(this.#deltas, i), 0, length);
        kernels.subtract(delta, input, part(chunk.base, offset, length));
        return delta;
      });
      for (let i = 0; i < this.#inputs; i++) {
        for (let j = 0; j <= i; j++) {
          const lanes = this.#sums.at(i * this.#inputs + j);
          kernels.addDot(this.#sums.lanes, lanes, at(values, i), at(values, j), phase);
        }
      }
    }
  }

  clear(): void {
    this.#sums.clear();
  }

  /** The symmetric matrix of inner products, by row. */
  matrix(): readonly (readonly number[])[] {
    const product = (i: number, j: number): number => this.#sums.total(Math.max(i, j) * this.#inputs + Math.min(i, j));
    const indices = Array.from({ length: this.#inputs }, (_, i) => i);
    return indices.map((i) => indices.map((j) => product(i, j)));
  }
}

/** The squared length of sum_i a_i v_i from the inner products of the v_i; never negative. */
export function squaredLength(gram: readonly (readonly number[])[], a: readonly number[]): number {
  return Math.max(0, innerProduct(gram, a, a));
}

/** The inner product of sum_i a_i v_i and sum_j b_j v_j. */
export function innerProduct(gram: readonly (readonly number[])[], a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const [i, row] of gram.entries()) {
    for (const [j, product] of row.entries()) {
      sum += (a[i] ?? 0) * (b[j] ?? 0) * product;
    }
  }
  return sum;
}
