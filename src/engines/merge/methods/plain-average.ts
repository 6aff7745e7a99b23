import type { Unit, UnitMerge } from '../tensor-merge.js';
import { coefficientsOf } from './coefficients.js';
import { CombinationWriter } from './combination-writer.js';

/** sum c W / sum c: what fisher and regmean do with a tensor that has no statistics. */
export function plainAverage(unit: Unit): UnitMerge {
  const weights = coefficientsOf(unit);
  const divisor = weights.reduce((total, one) => total + one, 0);
  const writer = new CombinationWriter(unit);
  return {
    granularity: 1,
    statisticsPasses: 0,
    observe: () => undefined,
    endPass: () => undefined,
    write: (chunk, out, balance) => {
      writer.write(chunk, out, balance, { weights, divisor, lambda: 1 });
    },
  };
}
