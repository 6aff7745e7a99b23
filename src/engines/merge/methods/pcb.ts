import { problem } from '../../../base/errors.js';
import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import { declarationOf } from '../spec/methods.js';
import type { Chunk, MergeMethod, ResolvedParameters, SharedPasses, Unit, UnitMerge } from '../tensor-merge.js';
import { numberOf } from './parameters.js';
import { RadixSelection, type RadixChoice } from './radix-selection.js';
import { at, baseOf, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/** The published variants: the share of elements that is clipped at each end, and the form of the inter-balancing. */
const VARIANTS = {
  release: { clip: 1e-4, inter: 'raw' },
  nlp: { clip: 1e-2, inter: 'raw' },
  vision: { clip: 1e-2, inter: 'normalized-sum' },
  vision_es: { clip: 1e-2, inter: 'pairwise' },
} as const;
type Variant = keyof typeof VARIANTS;

/** Least denominator of step 6. */
const LEAST_SCALES = 1e-12;

/** Passes over the inputs; the writing one comes after them. */
const MAGNITUDES_HIGH = 0;
const MAGNITUDES_LOW = 1;
const SCORES_HIGH = 2;
const STATISTICS_PASSES = 4;

/**
 * PCB-Merging (Du et al., "Parameter Competition Balancing for Model Merging", NeurIPS 2024; spec section 1), over the
 * whole model flattened (scope model, as published) or tensor by tensor, in constant memory: the clamps and
 * normalisations need order statistics alone, which five passes over the inputs give exactly.
 */
export const pcb: MergeMethod = {
  ...declarationOf('pcb'),
  granularity: () => 1,
  scope: (shared) => (shared['scope'] === 'tensor' ? 'tensor' : 'model'),
  check(unit) {
    const lambdas = lambdasOf(unit.shared);
    return lambdas !== undefined && lambdas.length !== unit.perModel.length
      ? [problem('merge-lambdas-count', { found: lambdas.length, expected: unit.perModel.length })]
      : [];
  },
  workingBytes: ({ perModel, elements }) =>
    perModel.length * RadixSelection.bytes(2, elements) + (3 * perModel.length + 2) * STRIP_ELEMENTS * 4,
  create: (unit) => new PcbMerge(unit),
};

class PcbMerge implements UnitMerge {
  readonly granularity = 1;
  readonly statisticsPasses = STATISTICS_PASSES;
  readonly shared: SharedPasses = {
    counts: (pass) => this.#tasks.flatMap(({ selection }) => selection.counts(halfOf(pass))),
    addCounts: (pass, counts, elements) => {
      let first = 0;
      for (const { selection } of this.#tasks) {
        const tables = halfOf(pass) === 'high' ? 1 : selection.choice.highs.length;
        selection.addCounts(halfOf(pass), counts.slice(first, first + tables), elements);
        first += tables;
      }
    },
    decided: (): readonly Decided[] =>
      this.#tasks.map(({ selection, clamp, drop }) => ({ choice: selection.choice, clamp, drop })),
    resume: (decided) => {
      for (const [i, { choice, clamp, drop }] of (decided as readonly Decided[]).entries()) {
        const task = at(this.#tasks, i);
        task.selection.resume(choice);
        task.clamp = clamp;
        task.drop = drop;
      }
    },
  };
  readonly #unit: Unit;
  readonly #tasks: readonly Task[];
  readonly #variant: (typeof VARIANTS)[Variant];
  readonly #ratio: number;
  readonly #lambda: number;
  readonly #lambdas: readonly number[] | undefined;
  readonly #sum: Float32Array;
  readonly #weights: Float32Array;

  constructor(unit: Unit) {
    const { memory } = unit.backend;
    this.#unit = unit;
    this.#variant = VARIANTS[unit.shared['variant'] as Variant];
    this.#ratio = numberOf(unit.shared, 'ratio');
    this.#lambdas = lambdasOf(unit.shared);
    this.#lambda = this.#lambdas === undefined ? numberOf(unit.shared, 'lambda') : 1;
    this.#sum = memory.float32(STRIP_ELEMENTS);
    this.#weights = memory.float32(STRIP_ELEMENTS);
    this.#tasks = unit.perModel.map(() => ({
      selection: new RadixSelection(unit.backend, 'magnitude', { ranks: 2 }),
      clamp: { lo: 0, hi: 0 },
      drop: { lo: 0, hi: 0 },
      tau: memory.float32(STRIP_ELEMENTS),
      normalized: memory.float32(STRIP_ELEMENTS),
      beta: memory.float32(STRIP_ELEMENTS),
    }));
  }

  observe(pass: number, chunk: Chunk): void {
    const base = baseOf(chunk);
    for (const { offset, length } of stripsOf(chunk)) {
      this.#subtract(part(base, offset, length), chunk, offset);
      if (pass >= SCORES_HIGH) {
        this.#score(length);
      }
      for (const { selection, tau, beta } of this.#tasks) {
        const values = part(pass >= SCORES_HIGH ? beta : tau, 0, length);
        if (halfOf(pass) === 'high') {
          selection.countHigh(values);
        } else {
          selection.countLow(values);
        }
      }
    }
  }

  endPass(pass: number): void {
    const { clip } = this.#variant;
    for (const task of this.#tasks) {
      const { selection } = task;
      if (halfOf(pass) === 'high') {
        selection.endHigh();
        const [a, b] = pass === MAGNITUDES_HIGH ? [clip, clip] : [1 - this.#ratio, 0];
        selection.choose(clampRanks(selection.finite, a, b));
      } else if (pass === MAGNITUDES_LOW) {
        task.clamp = boundsOf(selection);
        selection.restart('ordered');
      } else {
        task.drop = boundsOf(selection);
      }
    }
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    const base = baseOf(chunk);
    balance.elements += chunk.length;
    for (const { offset, length, phase } of stripsOf(chunk)) {
      const origin = part(base, offset, length);
      this.#subtract(origin, chunk, offset);
      this.#score(length);
      const sum = part(this.#sum, 0, length);
      const weights = part(this.#weights, 0, length);
      sum.fill(0);
      weights.fill(0);
      for (const [i, task] of this.#tasks.entries()) {
        const tau = part(task.tau, 0, length);
        const beta = part(task.beta, 0, length);
        kernels.clampMagnitudes(tau, tau, task.clamp.lo, task.clamp.hi);
        kernels.scaleScores(beta, task.drop.lo, task.drop.hi);
        kernels.addScored(sum, weights, tau, beta, this.#lambdas?.[i] ?? 1);
      }
      kernels.divideAtLeast(sum, weights, LEAST_SCALES);
      for (const [i, task] of this.#tasks.entries()) {
        kernels.addDividedBalance(
          balance.sums,
          i * BALANCE_FIGURES,
          part(task.tau, 0, length),
          part(task.beta, 0, length),
          weights,
          (this.#lambdas?.[i] ?? 1) * this.#lambda,
          sum,
          phase,
        );
      }
      kernels.plusScaled(part(out, offset, length), origin, sum, this.#lambda);
    }
  }

  /** tau_i = theta_i - theta0 */
  #subtract(base: Float32Array, chunk: Chunk, offset: number): void {
    for (const [i, task] of this.#tasks.entries()) {
      const model = part(at(chunk.models, i), offset, base.length);
      this.#unit.backend.kernels.subtract(part(task.tau, 0, base.length), model, base);
    }
  }

  /** Steps 1 to 4: beta_i = exp(n normalize(m_i)^2) * inter_i; the same bits in every pass. */
  #score(length: number): void {
    const { kernels } = this.#unit.backend;
    const { inter } = this.#variant;
    const sum = part(this.#sum, 0, length);
    sum.fill(0);
    for (const task of this.#tasks) {
      const tau = part(task.tau, 0, length);
      const normalized = part(task.normalized, 0, length);
      kernels.signedNormalizedMagnitudes(normalized, tau, task.clamp.lo, task.clamp.hi);
      kernels.addScaled(sum, inter === 'raw' ? tau : normalized, 1);
    }
    for (const task of this.#tasks) {
      const beta = part(task.beta, 0, length);
      const normalized = part(task.normalized, 0, length);
      if (inter === 'pairwise') {
        beta.fill(0);
        for (const other of this.#tasks) {
          kernels.addTanhOfProduct(beta, normalized, part(other.normalized, 0, length));
        }
      } else {
        kernels.tanhOfProduct(beta, part(task.tau, 0, length), sum);
      }
      kernels.multiplyByIntra(beta, normalized, this.#tasks.length);
    }
  }
}

/** What is decided for a task, as plain data. */
interface Decided {
  readonly choice: RadixChoice;
  readonly clamp: Bounds;
  readonly drop: Bounds;
}

interface Task {
  /** Of the magnitudes, and after them of the scores. */
  readonly selection: RadixSelection;
  /** Bounds of step 1's clamp of abs(tau). */
  clamp: Bounds;
  /** Bounds of step 5: what is at or below `lo` is dropped. */
  drop: Bounds;
  readonly tau: Float32Array;
  readonly normalized: Float32Array;
  readonly beta: Float32Array;
}

interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

/** Which half of the keys a pass counts. */
function halfOf(pass: number): 'high' | 'low' {
  return pass === MAGNITUDES_HIGH || pass === SCORES_HIGH ? 'high' : 'low';
}

/** The ranks of `clamp(x, a, b)` over `count` elements: trunc(d a) and trunc(d (1 - b) - 1), in double arithmetic. */
function clampRanks(count: number, a: number, b: number): readonly [number, number] {
  return [Math.trunc(count * a), Math.trunc(count * (1 - b) - 1)];
}

function boundsOf(selection: RadixSelection): Bounds {
  const [lo, hi] = selection.statistics();
  return { lo: lo?.value ?? 0, hi: hi?.value ?? 0 };
}

function lambdasOf(shared: ResolvedParameters): readonly number[] | undefined {
  const lambdas = shared['lambdas'];
  if (!Array.isArray(lambdas)) {
    return undefined;
  }
  return lambdas.map(Number);
}
