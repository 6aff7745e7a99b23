import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import type { Chunk, Unit } from '../tensor-merge.js';

/** What the kernel works in, see kernels/combine.ts. */
const SCRATCH_ELEMENTS = 1024;

/** How `writeCombination` puts the values together. */
export interface Combination {
  /** One per input, multiplied and summed in their order. */
  readonly weights: readonly number[];
  /** What the sum is divided by. */
  readonly divisor: number;
  /** With a base: base + lambda * sum over the deltas. Without: the sum over the inputs, `lambda` being 1. */
  readonly lambda: number;
}

/**
 * Writes sums of the inputs (or of their deltas, where the unit has a base) with one weight each: the writing half of
 * linear, slerp, task arithmetic and all that ends in a weighted sum. Float32: products are summed in the order of the
 * inputs and divided last.
 */
export class CombinationWriter {
  readonly #unit: Unit;
  readonly #weights: Float32Array;
  readonly #coefficients: Float32Array;
  readonly #sums: Float64Array;
  readonly #scratch: Float32Array;
  readonly #places: Uint32Array;

  constructor(unit: Unit) {
    const { memory } = unit.backend;
    const inputs = unit.perModel.length;
    this.#unit = unit;
    this.#weights = memory.float32(inputs);
    this.#coefficients = memory.float32(inputs);
    this.#sums = memory.float64(inputs * BALANCE_FIGURES);
    this.#scratch = memory.float32(SCRATCH_ELEMENTS);
    this.#places = memory.uint32(inputs);
  }

  static bytes(inputs: number): number {
    return SCRATCH_ELEMENTS * 4 + inputs * (12 + BALANCE_FIGURES * 8);
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums, combination: Combination): void {
    const { weights, divisor, lambda } = combination;
    for (const i of chunk.models.keys()) {
      const weight = weights[i] ?? 0;
      this.#weights[i] = weight;
      this.#coefficients[i] = (weight * lambda) / divisor;
    }
    balance.elements += chunk.length;
    this.#sums.set(balance.sums);
    this.#unit.backend.kernels.combine(
      out,
      this.#sums,
      chunk.models,
      chunk.base,
      this.#weights,
      this.#coefficients,
      divisor,
      lambda,
      chunk.start % 4,
      this.#scratch,
      this.#places,
    );
    balance.sums.set(this.#sums);
  }
}
