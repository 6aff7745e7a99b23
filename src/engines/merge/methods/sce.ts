import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import { declarationOf } from '../spec/methods.js';
import type { Chunk, MergeMethod, Unit, UnitMerge } from '../tensor-merge.js';
import { KeepLargest } from './keep-largest.js';
import { LaneSums } from './lane-sums.js';
import { numberOf } from './parameters.js';
import { RadixSelection } from './radix-selection.js';
import { at, baseOf, part, STRIP_ELEMENTS, stripsOf } from './strips.js';
import type { Thinning } from './thinning.js';

/** Below this sum of mean squares all tasks weigh the same. */
const LEAST_SQUARES = 1e-6;
/** Least denominator. */
const LEAST_WEIGHTS = 1e-6;

/**
 * SCE (FuseChat, Wan et al. 2024): select the trunc(count(var != 0) * select_topk) elements in which the task vectors
 * vary most, calculate the tasks' weights from the mean squares of what is left, erase what disagrees with the sign of
 * the unweighted sum. The weighted mean of the rest is added to the base.
 */
export const sce: MergeMethod = {
  ...declarationOf('sce'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: (unit) =>
    RadixSelection.bytes(1, unit.elements) +
    (2 * unit.perModel.length + 6) * STRIP_ELEMENTS * 4 +
    unit.perModel.length * 32,
  create: (unit) => new SceMerge(unit),
};

class SceMerge implements UnitMerge {
  readonly granularity = 1;
  readonly statisticsPasses: number;
  readonly #unit: Unit;
  readonly #rows: number;
  /** Absent where everything is selected. */
  readonly #selection: Thinning | undefined;
  readonly #selectionPasses: number;
  readonly #squares: LaneSums;
  readonly #block: Float32Array;
  readonly #weighted: Float32Array;
  readonly #strip: Readonly<
    Record<'variance' | 'selected' | 'election' | 'sum' | 'denominators' | 'coefficients', Float32Array>
  >;
  #varying = 0;
  #weights: readonly number[] = [];

  constructor(unit: Unit) {
    const { memory } = unit.backend;
    const topK = numberOf(unit.shared, 'select_topk');
    this.#unit = unit;
    this.#rows = unit.perModel.length;
    this.#selection = topK >= 1 ? undefined : new KeepLargest(unit, () => Math.trunc(this.#varying * topK));
    this.#selectionPasses = this.#selection?.passes ?? 0;
    this.statisticsPasses = this.#selectionPasses + 1;
    this.#squares = new LaneSums(unit.backend, this.#rows);
    this.#block = memory.float32(this.#rows * STRIP_ELEMENTS);
    this.#weighted = memory.float32(this.#rows * STRIP_ELEMENTS);
    this.#strip = {
      variance: memory.float32(STRIP_ELEMENTS),
      selected: memory.float32(STRIP_ELEMENTS),
      election: memory.float32(STRIP_ELEMENTS),
      sum: memory.float32(STRIP_ELEMENTS),
      denominators: memory.float32(STRIP_ELEMENTS),
      coefficients: memory.float32(STRIP_ELEMENTS),
    };
  }

  observe(pass: number, chunk: Chunk): void {
    const { kernels } = this.#unit.backend;
    for (const { offset, start, length, phase } of stripsOf(chunk)) {
      this.#subtract(chunk, offset, length);
      if (pass < this.#selectionPasses) {
        const variance = this.#variance(length);
        this.#varying += pass === 0 ? kernels.countNonZero(variance) : 0;
        this.#selection?.observe(pass, variance);
        continue;
      }
      const rows = this.#select(start, length);
      for (const [row, selected] of rows.entries()) {
        kernels.addDot(this.#squares.lanes, this.#squares.at(row), selected, selected, phase);
      }
    }
  }

  endPass(pass: number): void {
    if (pass < this.#selectionPasses) {
      this.#selection?.endPass(pass);
    } else {
      const means = Array.from({ length: this.#rows }, (_, row) => this.#squares.total(row) / this.#unit.elements);
      const sum = means.reduce((total, mean) => total + mean, 0);
      this.#weights = means.map((mean) => (sum < LEAST_SQUARES ? 1 / this.#rows : mean / sum));
    }
    if (pass >= this.#selectionPasses - 1) {
      this.#selection?.restart();
    }
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    balance.elements += chunk.length;
    for (const { offset, start, length, phase } of stripsOf(chunk)) {
      this.#subtract(chunk, offset, length);
      const rows = this.#select(start, length);
      const election = part(this.#strip.election, 0, length).fill(0);
      const sum = part(this.#strip.sum, 0, length).fill(0);
      const denominators = part(this.#strip.denominators, 0, length).fill(0);
      const coefficients = part(this.#strip.coefficients, 0, length);
      for (const selected of rows) {
        kernels.addScaled(election, selected, 1);
      }
      for (const [row, selected] of rows.entries()) {
        kernels.scale(selected, selected, at(this.#weights, row));
        kernels.addAgreeing(sum, denominators, selected, election, at(this.#weights, row));
      }
      kernels.divideAtLeast(sum, denominators, LEAST_WEIGHTS);
      for (const [row, selected] of rows.entries()) {
        const delta = part(this.#block, row * STRIP_ELEMENTS, length);
        kernels.agreeingCoefficients(coefficients, selected, election, denominators, at(this.#weights, row));
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

  #variance(length: number): Float32Array {
    const variance = part(this.#strip.variance, 0, length);
    this.#unit.backend.kernels.varianceOverRows(variance, this.#block, STRIP_ELEMENTS, this.#rows);
    return variance;
  }

  /** The task vectors of the strip with what isn't selected set to 0, in rows of #weighted. */
  #select(start: number, length: number): readonly Float32Array[] {
    const { kernels } = this.#unit.backend;
    const selected = part(this.#strip.selected, 0, length);
    this.#selection?.thin(selected, this.#variance(length), start);
    return Array.from({ length: this.#rows }, (_, row) => {
      const delta = part(this.#block, row * STRIP_ELEMENTS, length);
      const target = part(this.#weighted, row * STRIP_ELEMENTS, length);
      if (this.#selection === undefined) {
        target.set(delta);
      } else {
        kernels.keepWhereNonZero(target, delta, selected);
      }
      return target;
    });
  }
}
