import type { BalanceSums } from '../balance-sums.js';
import { softmaxDivergence } from '../kernels/divergence.js';
import { declarationOf } from '../spec/methods.js';
import type { Chunk, MergeMethod, Unit, UnitMerge } from '../tensor-merge.js';
import { RadixSelection } from './radix-selection.js';
import { rowLengthOf } from './rows.js';
import { at, baseOf, part, STRIP_ELEMENTS } from './strips.js';

/** How many interquartile ranges above the median an importance must lie. */
const RANGES = 1.5;

/**
 * Arcee Fusion: base + d where importance = abs(d) * KL(softmax of the model's row, of the base's row) is at least
 * Q(.5) + 1.5 (Q(.75) - Q(.25)), with the exact quantiles of all importances of the tensor, Q(x) = s[trunc(x (n-1))].
 * A row (the whole of a vector) is held at once, and one divergence per row.
 */
export const arceeFusion: MergeMethod = {
  ...declarationOf('arcee_fusion'),
  scope: () => 'tensor',
  granularity: ({ shape }) => rowLengthOf(shape),
  check: () => [],
  workingBytes: (unit) =>
    RadixSelection.bytes(3, unit.elements) + (unit.elements / rowLengthOf(unit.shape)) * 8 + 4 * STRIP_ELEMENTS * 4,
  create: (unit) => new FusionMerge(unit),
};

class FusionMerge implements UnitMerge {
  readonly granularity: number;
  readonly statisticsPasses = 2;
  readonly #unit: Unit;
  readonly #selection: RadixSelection;
  readonly #divergences: Float64Array;
  readonly #strip: Readonly<Record<'delta' | 'importance' | 'kept' | 'coefficients', Float32Array>>;
  #threshold = 0;

  constructor(unit: Unit) {
    const { memory } = unit.backend;
    this.#unit = unit;
    this.granularity = rowLengthOf(unit.shape);
    this.#selection = new RadixSelection(unit.backend, 'ordered', { ranks: 3 });
    this.#divergences = new Float64Array(unit.elements / this.granularity);
    this.#strip = {
      delta: memory.float32(STRIP_ELEMENTS),
      importance: memory.float32(STRIP_ELEMENTS),
      kept: memory.float32(STRIP_ELEMENTS),
      coefficients: memory.float32(STRIP_ELEMENTS),
    };
  }

  observe(pass: number, chunk: Chunk): void {
    if (pass === 0) {
      const base = baseOf(chunk);
      const model = at(chunk.models, 0);
      for (let offset = 0; offset < chunk.length; offset += this.granularity) {
        this.#divergences[(chunk.start + offset) / this.granularity] = softmaxDivergence(
          part(model, offset, this.granularity),
          part(base, offset, this.granularity),
        );
      }
    }
    for (const { importance } of this.#pieces(chunk)) {
      if (pass === 0) {
        this.#selection.countHigh(importance);
      } else {
        this.#selection.countLow(importance);
      }
    }
  }

  endPass(pass: number): void {
    if (pass === 0) {
      this.#selection.endHigh();
      const last = this.#selection.finite - 1;
      this.#selection.choose([0.25, 0.5, 0.75].map((share) => Math.trunc(share * last)));
      return;
    }
    const [lower = 0, median = 0, upper = 0] = this.#selection.statistics().map(({ value }) => value);
    this.#threshold = median + RANGES * (upper - lower);
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    balance.elements += chunk.length;
    for (const { offset, length, phase, delta, importance } of this.#pieces(chunk)) {
      const kept = part(this.#strip.kept, 0, length);
      const coefficients = part(this.#strip.coefficients, 0, length);
      kernels.keepAtLeast(kept, delta, importance, this.#threshold);
      kernels.keptCoefficients(coefficients, kept, 1);
      kernels.addBalance(balance.sums, 0, delta, coefficients, kept, phase);
      kernels.plusScaled(part(out, offset, length), part(baseOf(chunk), offset, length), kept, 1);
    }
  }

  /** Strips of one row each, at most, with their deltas and importances. */
  *#pieces(chunk: Chunk): Generator<Piece> {
    const { kernels } = this.#unit.backend;
    for (let row = 0; row < chunk.length; row += this.granularity) {
      const divergence = this.#divergences[(chunk.start + row) / this.granularity] ?? 0;
      for (let column = 0; column < this.granularity; column += STRIP_ELEMENTS) {
        const offset = row + column;
        const length = Math.min(STRIP_ELEMENTS, this.granularity - column);
        const delta = part(this.#strip.delta, 0, length);
        const importance = part(this.#strip.importance, 0, length);
        kernels.subtract(delta, part(at(chunk.models, 0), offset, length), part(baseOf(chunk), offset, length));
        kernels.scaleMagnitudes(importance, delta, divergence);
        yield { offset, length, phase: (chunk.start + offset) % 4, delta, importance };
      }
    }
  }
}

interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly phase: number;
  readonly delta: Float32Array;
  readonly importance: Float32Array;
}
