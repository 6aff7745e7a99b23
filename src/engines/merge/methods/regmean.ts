import { modelsmithError } from '../../../base/errors.js';
import { BALANCE_FIGURES } from '../balance-sums.js';
import { declarationOf } from '../spec/methods.js';
import type { MergeMethod, StatisticsTensor, Unit, UnitMerge, UnitOutline } from '../tensor-merge.js';
import { checkCoefficients } from './coefficients.js';
import { CombinationWriter } from './combination-writer.js';
import { numberOf } from './parameters.js';
import { plainAverage } from './plain-average.js';
import { RegMeanSystem } from './regmean-system.js';
import { rowLengthOf } from './rows.js';
import { at, part } from './strips.js';

/** A row costs some multiplications for each pair of inputs. A chunk of so many pairs takes some tenths of a second ... */
const CHUNK_WORK = 2 ** 25;
/** ... but fewer rows than this would wait for the memory rather than compute. */
const LEAST_ROWS = 8;

/**
 * RegMean (Jin et al., ICLR 2023): the linear weight W (out x in) whose outputs are nearest to those of all models on
 * their own inputs, W = (sum W_i G_i)(sum G_i)^-1 with G_i = X^T X, off-diagonals times `off_diagonal`; in float64.
 * A tensor without statistics: sum c W / sum c. The one method whose memory isn't constant: it holds the factor of
 * sum G_i, 8 bytes times the square of the layer's inputs, and the driver what it reads of the G_i.
 */
export const regmean: MergeMethod = {
  ...declarationOf('regmean'),
  statistics: 'gram',
  scope: () => 'tensor',
  granularity: ({ shape }) => rowLengthOf(shape),
  longestChunk: ({ shape }) =>
    rowLengthOf(shape) * Math.max(LEAST_ROWS, Math.floor(CHUNK_WORK / rowLengthOf(shape) ** 2)),
  check: (unit) => checkCoefficients('regmean', unit),
  workingBytes: (unit) => CombinationWriter.bytes(unit.perModel.length) + systemBytes(unit),
  create: (unit) => (unit.statistics === undefined ? plainAverage(unit) : bySystem(unit, unit.statistics)),
};

function systemBytes(unit: UnitOutline): number {
  return unit.shape.length < 2
    ? 0
    : RegMeanSystem.bytes(rowLengthOf(unit.shape), unit.perModel.length) + rowLengthOf(unit.shape) * 8;
}

function bySystem(unit: Unit, statistics: readonly StatisticsTensor[]): UnitMerge {
  const size = rowLengthOf(unit.shape);
  const shares = unit.backend.memory.float32(size);
  const row = new Float32Array(size);
  let system: RegMeanSystem<Float32Array> | undefined;
  return {
    granularity: size,
    statisticsPasses: 0,
    observe: () => undefined,
    endPass: () => undefined,
    write(chunk, out, balance) {
      const { kernels } = unit.backend;
      system ??= solvable(
        unit,
        new RegMeanSystem(statistics, { size, offDiagonal: numberOf(unit.shared, 'off_diagonal'), row }),
      );
      system.average(chunk.models, out);
      balance.elements += chunk.length;
      // How much a model counts isn't one number per element; for inputs without correlation it is G_i / sum G_i of the
      // input that an element multiplies, and that is what is shown.
      for (const [i, model] of chunk.models.entries()) {
        system.inputShares(i, shares);
        for (let offset = 0; offset < chunk.length; offset += size) {
          const merged = part(out, offset, size);
          kernels.addBalance(balance.sums, i * BALANCE_FIGURES, part(model, offset, size), shares, merged, 0);
        }
      }
    },
  };
}

function solvable<System extends { readonly isSolvable: boolean }>(unit: Unit, system: System): System {
  if (!system.isSolvable) {
    throw modelsmithError('merge-gram-singular', {}, { tensor: unit.name });
  }
  return system;
}

/** The same over whole matrices in float64: weights of rows times `size`, products of inputs of `size` times `size`. */
export function regmeanAverage(
  weights: readonly Float64Array[],
  grams: readonly Float64Array[],
  { size, offDiagonal }: { readonly size: number; readonly offDiagonal: number },
): Float64Array {
  const products = grams.map((gram) => ({
    read: (start: number, out: Float64Array): void => {
      out.set(gram.subarray(start, start + out.length));
    },
  }));
  const out = new Float64Array(at(weights, 0).length);
  new RegMeanSystem(products, { size, offDiagonal, row: new Float64Array(size) }).average(weights, out);
  return out;
}
