import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import type { Chunk, Sampling, Unit, UnitMerge, UnitOutline } from '../tensor-merge.js';
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
  readonly sampling: Sampling | undefined;
  readonly #unit: Unit;
  readonly #thinnings: readonly Thinning[];
  readonly #rescalePasses: number;
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
    this.#rescalePasses = booleanOf(unit.shared, 'rescale') ? 1 : 0;
    this.sampling = this.#samplingOf(thinnings);
    this.#rescales = thinnings.map(() => 1);
    this.#magnitudes = new LaneSums(unit.backend, inputs * 2);
    const block = memory.float32(inputs * this.#strip);
    const weights = memory.float32(inputs);
    weights.set(this.#weights);
    this.#scratch = {
      block,
      weights,
      deltas: thinnings.map(() => memory.float32(this.#strip)),
      weighted: thinnings.map((_, i) => block.subarray(i * this.#strip, (i + 1) * this.#strip)),
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
    return (2 * unit.perModel.length + 4) * TaskVectorMerge.stripElements(granularity) * 4 + unit.perModel.length * 68;
  }

  get statisticsPasses(): number {
    return this.#thinningPasses + this.#rescalePasses;
  }

  get #thinningPasses(): number {
    return this.#thinnings.reduce((most, thinning) => Math.max(most, thinning.passes), 0);
  }

  observe(pass: number, chunk: Chunk): void {
    const { kernels } = this.#unit.backend;
    const base = baseOf(chunk);
    const thinningPasses = this.#thinningPasses;
    if (pass === thinningPasses) {
      this.#restartOnce();
    }
    for (const { offset, start, length, phase } of stripsOf(chunk, this.#strip)) {
      const origin = part(base, offset, length);
      for (const [i, thinning] of this.#thinnings.entries()) {
        const delta = part(at(this.#scratch.deltas, i), 0, length);
        if (pass === thinningPasses) {
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

  #samplingOf(thinnings: readonly Thinning[]): Sampling | undefined {
    const { kernels } = this.#unit.backend;
    const asking = [...thinnings.entries()].flatMap(([i, { sampling }]) =>
      sampling === undefined ? [] : [{ i, sampling }],
    );
    if (asking.length === 0) {
      return undefined;
    }
    return {
      elements: Math.max(...asking.map(({ sampling }) => sampling.elements)),
      sample: (chunk) => {
        const base = baseOf(chunk);
        for (const { offset, length } of stripsOf(chunk, this.#strip)) {
          for (const { i, sampling } of asking) {
            const delta = part(at(this.#scratch.deltas, i), 0, length);
            kernels.subtract(delta, part(at(chunk.models, i), offset, length), part(base, offset, length));
            sampling.sample(delta);
          }
        }
      },
      end: () => {
        for (const { sampling } of asking) {
          sampling.end();
        }
      },
    };
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
    const deltas = this.#scratch.deltas.map((delta) => part(delta, 0, length));
    const weighted = this.#scratch.weighted.map((one) => part(one, 0, length));

    for (const [i, thinning] of this.#thinnings.entries()) {
      const one = at(weighted, i);
      const rescale = at(this.#rescales, i);
      const weight = at(this.#weights, i);
      kernels.subtract(at(deltas, i), at(models, i), base);
      thinning.thin(one, at(deltas, i), start);
      if (rescale !== 1) {
        kernels.scale(one, one, rescale);
      }
      if (weight !== 1) {
        kernels.scale(one, one, weight);
      }
    }
    if (this.#consensus) {
      this.#mergeConsensus(sum, start, balance);
    } else {
      this.#mergeAll(sum, start, balance);
    }
    kernels.plusScaled(out, base, sum, this.#lambda);
  }

  /** sum = what agrees with the elected sign; its coefficients are the weights over the sum of those that took part. */
  #mergeConsensus(sum: Float32Array, start: number, { sums }: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    const { length } = sum;
    const { block, weights } = this.#scratch;
    const election = part(this.#scratch.election, 0, length);
    const denominators = part(this.#scratch.denominators, 0, length);
    const rows = this.#weights.length;
    const [stride, normalize] = [this.#strip, this.#normalize];
    kernels.mergeAgreeing(sum, denominators, election, block, stride, rows, weights, normalize, TINY_DENOMINATOR);
    for (const [i, one] of this.#scratch.weighted.entries()) {
      const factor = at(this.#weights, i) * at(this.#rescales, i) * this.#lambda;
      const [delta, weighted] = [part(at(this.#scratch.deltas, i), 0, length), part(one, 0, length)];
      const place = i * BALANCE_FIGURES;
      kernels.addAgreeingBalance(sums, place, delta, weighted, election, denominators, factor, sum, start % 4);
    }
  }

  /** sum = all of the weighted task vectors. */
  #mergeAll(sum: Float32Array, start: number, { sums }: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    const { length } = sum;
    const coefficients = part(this.#scratch.coefficients, 0, length);
    const weighted = this.#scratch.weighted.map((one) => part(one, 0, length));
    sum.fill(0);
    for (const one of weighted) {
      kernels.addScaled(sum, one, 1);
    }
    let divisor = 1;
    if (this.#normalize) {
      const weights = this.#weights.reduce((all, weight) => all + weight, 0);
      divisor = Math.abs(weights) < TINY_DENOMINATOR ? 1 : weights;
      kernels.divide(sum, sum, divisor);
    }
    for (const [i, one] of weighted.entries()) {
      const factor = (at(this.#weights, i) * at(this.#rescales, i) * this.#lambda) / divisor;
      const delta = part(at(this.#scratch.deltas, i), 0, length);
      kernels.keptCoefficients(coefficients, one, factor);
      kernels.addBalance(sums, i * BALANCE_FIGURES, delta, coefficients, sum, start % 4);
    }
  }
}

interface Scratch {
  readonly deltas: readonly Float32Array[];
  /** Of all tasks one after the other, and each by itself. */
  readonly block: Float32Array;
  readonly weighted: readonly Float32Array[];
  /** The tasks' weights in the kernels' memory. */
  readonly weights: Float32Array;
  readonly election: Float32Array;
  readonly sum: Float32Array;
  readonly denominators: Float32Array;
  readonly coefficients: Float32Array;
}
