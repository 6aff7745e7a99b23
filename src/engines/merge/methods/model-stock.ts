import { BALANCE_FIGURES, type BalanceSums } from '../balance-sums.js';
import { declarationOf } from '../spec/methods.js';
import type { Chunk, MergeMethod, Unit, UnitMerge } from '../tensor-merge.js';
import { GramSums } from './gram-sums.js';
import { booleanOf } from './parameters.js';
import { rowLengthOf } from './rows.js';
import { baseOf, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/** A product of norms counts as at least this much. */
const LEAST_NORMS = 1e-6;
/** A denominator of t below this gives t = 0. */
const TINY_DENOMINATOR = 1e-6;

/**
 * Model Stock (Jang et al., ECCV 2024): t mean + (1 - t) base with t = N c / (1 + (N-1) c), c the mean cosine of the
 * angles between the N task vectors; per tensor, or with `filter_wise` per row.
 */
export const modelStock: MergeMethod = {
  ...declarationOf('model_stock'),
  scope: () => 'tensor',
  granularity: (unit) => (isByRow(unit) ? rowLengthOf(unit.shape) : 1),
  check: () => [],
  workingBytes: (unit) => GramSums.bytes(unit.perModel.length) + 2 * STRIP_ELEMENTS * 4,
  create(unit) {
    const gram = new GramSums(unit);
    const writer = new StockWriter(unit);
    return isByRow(unit) ? perRow(gram, writer, rowLengthOf(unit.shape)) : perTensor(gram, writer);
  },
};

function isByRow({ shape, shared }: Pick<Unit, 'shape' | 'shared'>): boolean {
  return booleanOf(shared, 'filter_wise') && shape.length > 1;
}

function perTensor(gram: GramSums, writer: StockWriter): UnitMerge {
  let t = 0;
  return {
    granularity: 1,
    statisticsPasses: 1,
    observe: (_pass, chunk) => {
      gram.add(chunk);
    },
    endPass() {
      t = shareOfMean(gram.matrix());
    },
    write: (chunk, out, balance) => {
      writer.write(chunk, out, { t, balance });
    },
  };
}

function perRow(gram: GramSums, writer: StockWriter, rowLength: number): UnitMerge {
  return {
    granularity: rowLength,
    statisticsPasses: 0,
    observe: () => undefined,
    endPass: () => undefined,
    write(chunk, out, balance) {
      const base = baseOf(chunk);
      for (let offset = 0; offset < chunk.length; offset += rowLength) {
        const row: Chunk = {
          start: 0,
          length: rowLength,
          base: part(base, offset, rowLength),
          models: chunk.models.map((model) => part(model, offset, rowLength)),
        };
        gram.clear();
        gram.add(row);
        writer.write(row, part(out, offset, rowLength), { t: shareOfMean(gram.matrix()), balance });
      }
    },
  };
}

/** t, from the inner products of the task vectors. */
function shareOfMean(gram: readonly (readonly number[])[]): number {
  const count = gram.length;
  let sum = 0;
  for (const [i, row] of gram.entries()) {
    for (const [j, product] of row.slice(0, i).entries()) {
      const norms = Math.sqrt((row[i] ?? 0) * (gram[j]?.[j] ?? 0));
      sum += Math.max(-1, Math.min(1, product / Math.max(norms, LEAST_NORMS)));
    }
  }
  const cosine = sum / ((count * (count - 1)) / 2);
  const denominator = 1 + (count - 1) * cosine;
  return Math.abs(denominator) < TINY_DENOMINATOR ? 0 : (count * cosine) / denominator;
}

class StockWriter {
  readonly #unit: Unit;
  readonly #mean: Float32Array;
  readonly #delta: Float32Array;

  constructor(unit: Unit) {
    this.#unit = unit;
    this.#mean = unit.backend.memory.float32(STRIP_ELEMENTS);
    this.#delta = unit.backend.memory.float32(STRIP_ELEMENTS);
  }

  write(chunk: Chunk, out: Float32Array, { t, balance }: { readonly t: number; readonly balance: BalanceSums }): void {
    const { kernels } = this.#unit.backend;
    const base = baseOf(chunk);
    const count = chunk.models.length;
    balance.elements += chunk.length;
    for (const { offset, length, phase } of stripsOf(chunk)) {
      const origin = part(base, offset, length);
      const target = part(out, offset, length);
      const mean = part(this.#mean, 0, length);
      const delta = part(this.#delta, 0, length);
      mean.fill(0);
      for (const model of chunk.models) {
        kernels.addScaled(mean, part(model, offset, length), 1);
      }
      kernels.divide(mean, mean, count);
      kernels.scale(target, mean, t);
      kernels.addScaled(target, origin, 1 - t);
      kernels.subtract(mean, target, origin);
      for (const [i, model] of chunk.models.entries()) {
        kernels.subtract(delta, part(model, offset, length), origin);
        kernels.addConstantBalance(balance.sums, i * BALANCE_FIGURES, delta, t / count, mean, phase);
      }
    }
  }
}
