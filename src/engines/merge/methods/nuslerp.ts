import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import { declarationOf } from '../spec/methods.js';
import type { Chunk, MergeMethod, Unit, UnitMerge } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { GramSums } from './gram-sums.js';
import { booleanOf, numbersOf } from './parameters.js';
import { rowLengthOf } from './rows.js';
import { at, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/** Norms count as at least this much. */
const LEAST_NORM = 1e-7;
/** Where 1 - cos^2 is at most this, the arc is a line. */
const PARALLEL = 1e-16;
/** A sum of weights below this gives the middle. */
const TINY_WEIGHTS = 1e-6;

/**
 * Spherical interpolation at t = w1 / (w0 + w1), in the order of the models; with a base, on the deltas. Over the whole
 * tensor (nuslerp_flatten), else for every vector along the last axis, or along the first (nuslerp_row_wise).
 */
export const nuslerp: MergeMethod = {
  ...declarationOf('nuslerp'),
  scope: () => 'tensor',
  granularity: (unit) => (axisOf(unit) === 'last' ? rowLengthOf(unit.shape) : 1),
  check: () => [],
  workingBytes(unit) {
    const whole = GramSums.bytes(2) + CombinationWriter.bytes(2);
    return axisOf(unit) === 'first' ? (unit.elements / firstLength(unit)) * 32 + 4 * STRIP_ELEMENTS * 4 : whole;
  },
  create(unit) {
    switch (axisOf(unit)) {
      case 'all':
        return wholeTensor(unit);
      case 'last':
        return alongLastAxis(unit);
      case 'first':
        return new AlongFirstAxis(unit);
    }
  },
};

type Axis = 'all' | 'last' | 'first';

function axisOf({ shape, shared }: Pick<Unit, 'shape' | 'shared'>): Axis {
  if (booleanOf(shared, 'nuslerp_flatten') || shape.length < 2) {
    return 'all';
  }
  return booleanOf(shared, 'nuslerp_row_wise') ? 'first' : 'last';
}

function firstLength({ shape }: Pick<Unit, 'shape'>): number {
  return Math.max(1, shape[0] ?? 1);
}

function timeOf(unit: Unit): number {
  const [first = 0, second = 0] = numbersOf(unit.perModel, 'weight');
  return Math.abs(first + second) < TINY_WEIGHTS ? 0.5 : second / (first + second);
}

/** The coefficients of the two vectors, from their squared norms and inner product. */
function arcWeights(t: number, squares0: number, squares1: number, dot: number): readonly [number, number] {
  const norm0 = Math.max(Math.sqrt(squares0), LEAST_NORM);
  const norm1 = Math.max(Math.sqrt(squares1), LEAST_NORM);
  // Squared before the roots are taken: exactly 1 for opposite vectors, where rounding would blow up the quotients.
  const squaredCosine = (dot * dot) / Math.max(squares0, LEAST_NORM ** 2) / Math.max(squares1, LEAST_NORM ** 2);
  if (!(1 - squaredCosine > PARALLEL)) {
    return [1 - t, t];
  }
  const angle = Math.acos(Math.max(-1, Math.min(1, dot / (norm0 * norm1))));
  return [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
}

function gramWeights(t: number, gram: GramSums): readonly [number, number] {
  const matrix = gram.matrix();
  return arcWeights(t, matrix[0]?.[0] ?? 0, matrix[1]?.[1] ?? 0, matrix[0]?.[1] ?? 0);
}

function wholeTensor(unit: Unit): UnitMerge {
  const gram = new GramSums(unit);
  const writer = new CombinationWriter(unit);
  const t = timeOf(unit);
  let weights: readonly number[] = [1 - t, t];
  return {
    granularity: 1,
    statisticsPasses: 1,
    observe: (_pass, chunk) => {
      gram.add(chunk);
    },
    endPass() {
      weights = gramWeights(t, gram);
    },
    write: (chunk, out, balance) => {
      writer.write(chunk, out, balance, { weights, divisor: 1, lambda: 1 });
    },
  };
}

/** Row by row, within the chunk: chunks hold whole rows. */
function alongLastAxis(unit: Unit): UnitMerge {
  const gram = new GramSums(unit);
  const writer = new CombinationWriter(unit);
  const t = timeOf(unit);
  const rowLength = rowLengthOf(unit.shape);
  return {
    granularity: rowLength,
    statisticsPasses: 0,
    observe: () => undefined,
    endPass: () => undefined,
    write(chunk, out, balance) {
      for (let offset = 0; offset < chunk.length; offset += rowLength) {
        const row: Chunk = {
          start: 0,
          length: rowLength,
          base: chunk.base === undefined ? undefined : part(chunk.base, offset, rowLength),
          models: chunk.models.map((model) => part(model, offset, rowLength)),
        };
        gram.clear();
        gram.add(row);
        const weights = gramWeights(t, gram);
        writer.write(row, part(out, offset, rowLength), balance, { weights, divisor: 1, lambda: 1 });
      }
    },
  };
}

/** One arc for every position within the first axis: a table of three sums and two coefficients per position. */
class AlongFirstAxis implements UnitMerge {
  readonly granularity = 1;
  readonly statisticsPasses = 1;
  readonly #unit: Unit;
  readonly #columns: number;
  readonly #sums: Float64Array;
  readonly #coefficients: readonly [Float32Array, Float32Array];
  readonly #strip: { readonly deltas: readonly Float32Array[]; readonly sum: Float32Array };

  constructor(unit: Unit) {
    const { memory } = unit.backend;
    this.#unit = unit;
    this.#columns = unit.elements / firstLength(unit);
    this.#sums = memory.float64(3 * this.#columns);
    this.#coefficients = [memory.float32(this.#columns), memory.float32(this.#columns)];
    this.#strip = {
      deltas: unit.perModel.map(() => memory.float32(STRIP_ELEMENTS)),
      sum: memory.float32(STRIP_ELEMENTS),
    };
  }

  observe(_pass: number, chunk: Chunk): void {
    const { kernels } = this.#unit.backend;
    const columns = this.#columns;
    for (const { offset, start, length } of stripsOf(chunk)) {
      const [a, b] = this.#values(chunk, offset, length);
      kernels.addColumnDots(this.#sums, 0, columns, a, a, start % columns);
      kernels.addColumnDots(this.#sums, columns, columns, b, b, start % columns);
      kernels.addColumnDots(this.#sums, 2 * columns, columns, a, b, start % columns);
    }
  }

  endPass(): void {
    const t = timeOf(this.#unit);
    const sum = (index: number): number => this.#sums[index] ?? 0;
    for (let column = 0; column < this.#columns; column++) {
      const squares1 = sum(this.#columns + column);
      const [first, second] = arcWeights(t, sum(column), squares1, sum(2 * this.#columns + column));
      this.#coefficients[0][column] = first;
      this.#coefficients[1][column] = second;
    }
  }

  write(chunk: Chunk, out: Float32Array, balance: BalanceSums): void {
    const { kernels } = this.#unit.backend;
    balance.elements += chunk.length;
    for (const { offset, start, length } of stripsOf(chunk)) {
      const values = this.#values(chunk, offset, length);
      const sum = part(this.#strip.sum, 0, length);
      // Runs of consecutive columns, so that coefficients and values lie side by side.
      for (let done = 0; done < length; ) {
        const column = (start + done) % this.#columns;
        const run = Math.min(length - done, this.#columns - column);
        const [a, b] = [part(values[0], done, run), part(values[1], done, run)];
        const [first, second] = this.#coefficients.map((one) => part(one, column, run));
        const merged = part(sum, done, run);
        if (first !== undefined && second !== undefined) {
          kernels.multiply(merged, a, first);
          kernels.addProducts(merged, b, second);
          kernels.addBalance(balance.sums, 0, a, first, merged, (start + done) % 4);
          kernels.addBalance(balance.sums, BALANCE_FIGURES, b, second, merged, (start + done) % 4);
        }
        done += run;
      }
      if (chunk.base === undefined) {
        part(out, offset, length).set(sum);
      } else {
        kernels.plusScaled(part(out, offset, length), part(chunk.base, offset, length), sum, 1);
      }
    }
  }

  #values(chunk: Chunk, offset: number, length: number): readonly [Float32Array, Float32Array] {
    const [first, second] = chunk.models.map((model, i) => {
      const input = part(model, offset, length);
      if (chunk.base === undefined) {
        return input;
      }
      const delta = part(at(this.#strip.deltas, i), 0, length);
      this.#unit.backend.kernels.subtract(delta, input, part(chunk.base, offset, length));
      return delta;
    });
    if (first === undefined || second === undefined) {
      throw new RangeError('nuslerp takes two inputs');
    }
    return [first, second];
  }
}
