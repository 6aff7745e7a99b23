import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import type { Chunk, Unit, UnitMerge, UnitOutline } from '../tensor-merge.js';
import { LaneSums } from './lane-sums.js';
import { booleanOf, numberOf, numbersOf } from './parameters.js';
import { at, baseOf, part, STRIP_ELEMENTS, stripsOf } from './strips.js';
import type { Thinning } from './thinning.js';

/** A denominator below this counts as 1. */
const TINY_DENOMINATOR = 1e-8;
/** Sums of magnitudes below this are not rescaled. */
const LEAST_MAGNITUDES = 1e-7;

/**
 * base + lambda * sum w_i d_i over thinned-out task vectors d_i = x_i - base (spec section 2, "Task-vector methods"):
 * rescaled to their former sum of magnitudes if `rescale`; with sign consensus only what agrees with the elected sign
 * is summed; with `normalize` divided by the sum of the weights that took part. Float32, sums over a tensor in float64.
 */
export class TaskVectorMerge implements UnitMerge {
  readonly granularity: number;
  readonly statisticsPasses: number;
  readonly #unit: Unit;
  readonly #thinnings: readonly Thinning[];
  readonly #thinningPasses: number;
  readonly #consensus: boolean;
  readonly #normalize: boolean;
  readonly #lambda: number;
  readonly #weights: readonly number[];
  readonly #magnitudes: LaneSums;
  readonly #rescales: number[];
  readonly #strip: number;
  readonly #scratch: Scratch;
  #restart = true;

  constructor(unit: Unit, options: { readonly thinnings: readonly Thinning[]; readonly consensus: boolean }) {
    const { thinnings } = options;
    const { memory } = unit.backend;
    const inputs = unit.perModel.length;
    this.#unit = unit;
    this.#thinnings = thinnings;
    this.#consensus = options.consensus;
    this.#normalize = booleanOf(unit.shared, 'normalize');
    this.#lambda = numberOf(unit.shared, 'lambda');
    this.#weights = numbersOf(unit.perModel, 'weight');
    this.granularity = thinnings.reduce((largest, thinning) => Math.max(largest, thinning.granularity), 1);
    this.#strip = TaskVectorMerge.stripElements(this.granularity);
    this.#thinningPasses = thinnings.reduce((most, thinning) => Math.max(most, thinning.passes), 0);
    this.statisticsPasses = this.#thinningPasses + (booleanOf(unit.shared, 'rescale') ? 1 : 0);
    this.#rescales = thinnings.map(() => 1);
    this.#magnitudes = new LaneSums(unit.backend, inputs * 2);
    this.#scratch = {
      deltas: thinnings.map(() => memory.float32(this.#strip)),
      weighted: thinnings.map(() => memory.float32(this.#strip)),
      election: memory.float32(this.#strip),
      sum: memory.float32(this.#strip),
      denominators: memory.float32(this.#strip),
      coefficients: memory.float32(this.#strip),
    };
  }

  /** Elements of a strip for this granularity: whole multiples of it, one at least. */
  static stripElements(granularity: number): number {
    return Math.max(1, Math.floor(STRIP_ELEMENTS / granularity)) * granularity;
  }

  /** Scratch of a unit whose thinnings want `granularity`, their own tables not counted. */
  static bytes(unit: UnitOutline, granularity: number): number {
    return (2 * unit.perModel.length + 4) * TaskVectorMerge.stripElements(granularity) * 4 + unit.perModel.length * 64;
  }

  observe(pass: number, chunk: Chunk): void {
    const { kernels } = this.#unit.backend;
    const base = baseOf(chunk);
    if (pass === this.#thinningPasses) {
      this.#restartOnce();
    }
    for (const { offset, start, length, phase } of stripsOf(chunk, this.#strip)) {
      const origin = part(base, offset, length);
      for (const [i, thinning] of this.#thinnings.entries()) {
        const delta = part(at(this.#scratch.deltas, i), 0, length);
        if (pass === this.#thinningPasses) {
          const thinned = part(at(this.#scratch.weighted, i), 0, length);
          kernels.subtract(delta, part(at(chunk.models, i), offset, length), origin);
          thinning.thin(thinned, delta, start);
          kernels.addMagnitudes(this.#magnitudes.lanes, this.#magnitudes.at(2 * i), delta, phase);
          kernels.addMagnitudes(this.#magnitudes.lanes, this.#magnitudes.at(2 * i + 1), thinned, phase);
        } else if (pass < thinning.passes) {
          kernels.subtract(delta, part(at(chunk.models, i), offset, length), origin);
          thinning.observe(pass, delta);
        }
      }
    }
  }

  endPass(pass: number): void {
    if (pass < this.#thinningPasses) {
      for (const thinning of this.#thinnings) {
        if (pass < thinning.passes) {
          thinning.endPass(pass);
        }
      }
      return;
    }
    for (const i of this.#thinnings.keys()) {
      const whole = this.#magnitudes.total(2 * i);
      const kept = this.#magnitudes.total(2 * i + 1);
      this.#rescales[i] = whole < LEAST_MAGNITUDES || kept < LEAST_MAGNITUDES ? 1 : whole / kept;
    }
    this.#restart = true;
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void {
    const base = baseOf(chunk);
    this.#restartOnce();
    balance.elements += chunk.length;
    for (const { offset, start, length } of stripsOf(chunk, this.#strip)) {
      const origin = part(base, offset, length);
      const models = chunk.models.map((model) => part(model, offset, length));
      this.#writeStrip(origin, models, { out: part(out, offset, length), start, balance });
    }
  }

  #restartOnce(): void {
    if (this.#restart) {
      this.#restart = false;
      for (const thinning of this.#thinnings) {
        thinning.restart();
      }
    }
  }

  #writeStrip(
    base: Float32Array,
    models: readonly Float32Array[],
    { out, start, balance }: { readonly out: Float32Array; readonly start: number; readonly balance: BalanceSums },
  ): void {
    const { kernels } = this.#unit.backend;
    const { length } = out;
    const sum = part(this.#scratch.sum, 0, length);
    const election = part(this.#scratch.election, 0, length);
    const denominators = part(this.#scratch.denominators, 0, length);
    const coefficients = part(this.#scratch.coefficients, 0, length);
    const deltas = this.#scratch.deltas.map((delta) => part(delta, 0, length));
    const weighted = this.#scratch.weighted.map((one) => part(one, 0, length));

    // With consensus `election` holds sum w_i d_i; without it that is the sum itself.
    const total = this.#consensus ? election : sum;
    total.fill(0);
    for (const [i, thinning] of this.#thinnings.entries()) {
      const delta = at(deltas, i);
      const one = at(weighted, i);
      kernels.subtract(delta, at(models, i), base);
      thinning.thin(one, delta, start);
      const rescale = at(this.#rescales, i);
      if (rescale !== 1) {
        kernels.scale(one, one, rescale);
      }
      kernels.scale(one, one, at(this.#weights, i));
      kernels.addScaled(total, one, 1);
    }

    let divisor = 1;
    if (this.#consensus) {
      sum.fill(0);
      denominators.fill(0);
      for (const [i, one] of weighted.entries()) {
        kernels.addAgreeing(sum, denominators, one, election, at(this.#weights, i));
      }
      if (this.#normalize) {
        kernels.divideUnlessTiny(sum, denominators, TINY_DENOMINATOR);
      } else {
        denominators.fill(1);
      }
    } else if (this.#normalize) {
      const weights = this.#weights.reduce((all, weight) => all + weight, 0);
      divisor = Math.abs(weights) < TINY_DENOMINATOR ? 1 : weights;
      kernels.divide(sum, sum, divisor);
    }

    for (const [i, one] of weighted.entries()) {
      const factor = (at(this.#weights, i) * at(this.#rescales, i) * this.#lambda) / divisor;
      if (this.#consensus) {
        kernels.agreeingCoefficients(coefficients, one, election, denominators, factor);
      } else {
        kernels.keptCoefficients(coefficients, one, factor);
      }
      kernels.addBalance(balance.sums, i * BALANCE_FIGURES, at(deltas, i), coefficients, sum, start % 4);
    }
    kernels.plusScaled(out, base, sum, this.#lambda);
  }
}

interface Scratch {
  readonly deltas: readonly Float32Array[];
  readonly weighted: readonly Float32Array[];
  readonly election: Float32Array;
  readonly sum: Float32Array;
  readonly denominators: Float32Array;
  readonly coefficients: Float32Array;
}
