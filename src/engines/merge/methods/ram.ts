import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import { declarationOf } from '../spec/methods.js';
import type { Chunk, MergeMethod, Unit, UnitMerge } from '../tensor-merge.js';
import { numberOf } from './parameters.js';
import { at, baseOf, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/**
 * RAM: a delta counts when its magnitude exceeds epsilon. What one model alone changed is added as it is, what several
 * changed is averaged over those. ramplus_tl: a model's own changes are enlarged by 1 + r clip(shared / unique, 0, alpha),
 * from its counts of shared and unique changes in the tensor.
 */
function ramMethod(name: 'ram' | 'ramplus_tl'): MergeMethod {
  return {
    ...declarationOf(name),
    scope: () => 'tensor',
    granularity: () => 1,
    check: () => [],
    workingBytes: (unit) => (2 * unit.perModel.length + 1) * STRIP_ELEMENTS * 4 + unit.perModel.length * 20,
    create: (unit) => new RamMerge(unit, name === 'ramplus_tl'),
  };
}

export const ram = ramMethod('ram');
export const ramPlus = ramMethod('ramplus_tl');

class RamMerge implements UnitMerge {
  readonly granularity = 1;
  readonly statisticsPasses: number;
  readonly #unit: Unit;
  readonly #epsilon: number;
  readonly #rows: number;
  /** The task vectors of a strip, one after the other, and their coefficients alike. */
  readonly #block: Float32Array;
  readonly #coefficients: Float32Array;
  readonly #sum: Float32Array;
  readonly #counts: Float64Array;
  readonly #factors: Float32Array;

  constructor(unit: Unit, enlarge: boolean) {
    const { memory } = unit.backend;
    this.statisticsPasses = enlarge ? 1 : 0;
    this.#unit = unit;
    this.#epsilon = numberOf(unit.shared, 'epsilon');
    this.#rows = unit.perModel.length;
    this.#block = memory.float32(this.#rows * STRIP_ELEMENTS);
    this.#coefficients = memory.float32(this.#rows * STRIP_ELEMENTS);
    this.#sum = memory.float32(STRIP_ELEMENTS);
    this.#counts = memory.float64(2 * this.#rows);
    this.#factors = memory.float32(this.#rows).fill(1);
  }

  observe(_pass: number, chunk: Chunk): void {
    const { kernels } = this.#unit.backend;
    for (const { offset, length } of stripsOf(chunk)) {
      this.#subtract(chunk, offset, length);
      kernels.countUniqueAndShared(this.#counts, this.#block, STRIP_ELEMENTS, this.#rows, length, this.#epsilon);
    }
  }

  endPass(): void {
    const r = numberOf(this.#unit.shared, 'r');
    const alpha = numberOf(this.#unit.shared, 'alpha');
    for (let row = 0; row < this.#rows; row++) {
      const unique = this.#counts[2 * row] ?? 0;
      const shared = this.#counts[2 * row + 1] ?? 0;
      this.#factors[row] = unique === 0 ? 1 : 1 + r * Math.max(0, Math.min(alpha, shared / unique));
    }
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    balance.elements += chunk.length;
    for (const { offset, length, phase } of stripsOf(chunk)) {
      this.#subtract(chunk, offset, length);
      const sum = part(this.#sum, 0, length);
      kernels.mergeUniqueAndShared(
        sum,
        this.#coefficients,
        this.#block,
        STRIP_ELEMENTS,
        this.#rows,
        this.#epsilon,
        this.#factors,
      );
      for (let row = 0; row < this.#rows; row++) {
        const delta = part(this.#block, row * STRIP_ELEMENTS, length);
        const coefficients = part(this.#coefficients, row * STRIP_ELEMENTS, length);
        kernels.addBalance(balance.sums, row * BALANCE_FIGURES, delta, coefficients, sum, phase);
      }
      kernels.plusScaled(part(out, offset, length), part(baseOf(chunk), offset, length), sum, 1);
    }
  }

  #subtract(chunk: Chunk, offset: number, length: number): void {
    const base = part(baseOf(chunk), offset, length);
    for (let row = 0; row < this.#rows; row++) {
      const delta = part(this.#block, row * STRIP_ELEMENTS, length);
      this.#unit.backend.kernels.subtract(delta, part(at(chunk.models, row), offset, length), base);
    }
  }
}
