import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import type { Chunk, Unit } from '../tensor-merge.js';
import { at, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

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
  readonly #sum: Float32Array;
  readonly #deltas: readonly Float32Array[];

  constructor(unit: Unit) {
    this.#unit = unit;
    this.#sum = unit.backend.memory.float32(STRIP_ELEMENTS);
    this.#deltas = unit.hasBase ? unit.perModel.map(() => unit.backend.memory.float32(STRIP_ELEMENTS)) : [];
  }

  static bytes(inputs: number): number {
    return (1 + inputs) * STRIP_ELEMENTS * 4;
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums, combination: Combination): void {
    const { kernels } = this.#unit.backend;
    const { weights, divisor, lambda } = combination;
    balance.elements += chunk.length;
    for (const { offset, length, phase } of stripsOf(chunk)) {
      const target = part(out, offset, length);
      const base = chunk.base === undefined ? undefined : part(chunk.base, offset, length);
      const sum = base === undefined ? target : part(this.#sum, 0, length);
      const values = chunk.models.map((model, i) => {
        const input = part(model, offset, length);
        if (base === undefined) {
          return input;
        }
        const delta = part(at(this.#deltas, i), 0, length);
        kernels.subtract(delta, input, base);
        return delta;
      });
      for (const [i, value] of values.entries()) {
        if (i === 0) {
          kernels.scale(sum, value, weights[i] ?? 0);
        } else {
          kernels.addScaled(sum, value, weights[i] ?? 0);
        }
      }
      if (divisor !== 1) {
        kernels.divide(sum, sum, divisor);
      }
      for (const [i, value] of values.entries()) {
        const coefficient = ((weights[i] ?? 0) * lambda) / divisor;
        kernels.addConstantBalance(balance.sums, i * BALANCE_FIGURES, value, coefficient, sum, phase);
      }
      if (base !== undefined) {
        kernels.plusScaled(target, base, sum, lambda);
      }
    }
  }
}
