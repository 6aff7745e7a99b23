import { BALANCE_FIGURES } from '../balance-sums.js';
import { addByInformation, informationShares, quotients } from '../kernels/fisher.js';
import { declarationOf } from '../spec/methods.js';
import type { MergeMethod, StatisticsTensor, Unit, UnitMerge } from '../tensor-merge.js';
import { checkCoefficients, coefficientsOf } from './coefficients.js';
import { CombinationWriter } from './combination-writer.js';
import { plainAverage } from './plain-average.js';
import { at, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/** Keeps elements that no loss depends on from having no average. */
const SMOOTH = 1e-10;

/**
 * Fisher-weighted averaging (Matena and Raffel, NeurIPS 2022): sum c (F + 1e-10) W / sum c (F + 1e-10) per element, F the
 * diagonal of the Fisher information of each model, in float64. A tensor without statistics: sum c W / sum c.
 */
export const fisher: MergeMethod = {
  ...declarationOf('fisher'),
  statistics: 'fisher',
  scope: () => 'tensor',
  granularity: () => 1,
  check: (unit) => checkCoefficients('fisher', unit),
  workingBytes: (unit) =>
    CombinationWriter.bytes(unit.perModel.length) + STRIP_ELEMENTS * (16 + 4 + 4 * unit.perModel.length),
  create: (unit) => (unit.statistics === undefined ? plainAverage(unit) : byInformation(unit, unit.statistics)),
};

function byInformation(unit: Unit, statistics: readonly StatisticsTensor[]): UnitMerge {
  const { kernels, memory } = unit.backend;
  const coefficients = coefficientsOf(unit);
  const numerators = new Float64Array(STRIP_ELEMENTS);
  const denominators = new Float64Array(STRIP_ELEMENTS);
  const information = statistics.map(() => new Float32Array(STRIP_ELEMENTS));
  const shares = memory.float32(STRIP_ELEMENTS);
  return {
    granularity: 1,
    statisticsPasses: 0,
    observe: () => undefined,
    endPass: () => undefined,
    write(chunk, out, balance) {
      balance.elements += chunk.length;
      for (const { offset, start, length, phase } of stripsOf(chunk)) {
        const target = part(out, offset, length);
        numerators.fill(0);
        denominators.fill(0);
        for (const [i, statistic] of statistics.entries()) {
          const values = part(at(chunk.models, i), offset, length);
          const known = part(at(information, i), 0, length);
          statistic.read(start, known);
          addByInformation(numerators, denominators, values, known, at(coefficients, i), SMOOTH);
        }
        quotients(target, numerators, denominators);
        for (const i of statistics.keys()) {
          const values = part(at(chunk.models, i), offset, length);
          const share = part(shares, 0, length);
          informationShares(share, part(at(information, i), 0, length), denominators, at(coefficients, i), SMOOTH);
          kernels.addBalance(balance.sums, i * BALANCE_FIGURES, values, share, target, phase);
        }
      }
    },
  };
}

/** The same over whole arrays in float64; arrays of one length, one coefficient per model. */
export function fisherAverage(
  weights: readonly Float64Array[],
  information: readonly Float64Array[],
  coefficients: readonly number[],
): Float64Array {
  const length = weights[0]?.length ?? 0;
  const numerators = new Float64Array(length);
  const denominators = new Float64Array(length);
  for (const [i, values] of weights.entries()) {
    addByInformation(numerators, denominators, values, at(information, i), at(coefficients, i), SMOOTH);
  }
  const out = new Float64Array(length);
  quotients(out, numerators, denominators);
  return out;
}
