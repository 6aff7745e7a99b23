import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { booleanOf, numberOf, numbersOf } from './parameters.js';

/** A sum of weights below this counts as 1. */
const TINY_DENOMINATOR = 1e-8;

/** Task arithmetic (Ilharco et al., ICLR 2023): base + lambda * sum w_i d_i, with `normalize` divided by sum w_i. */
export const taskArithmetic: MergeMethod = {
  ...declarationOf('task_arithmetic'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: (unit) => CombinationWriter.bytes(unit.perModel.length),
  create(unit) {
    const weights = numbersOf(unit.perModel, 'weight');
    const sum = weights.reduce((total, one) => total + one, 0);
    const divisor = booleanOf(unit.shared, 'normalize') && Math.abs(sum) >= TINY_DENOMINATOR ? sum : 1;
    const lambda = numberOf(unit.shared, 'lambda');
    const writer = new CombinationWriter(unit);
    return {
      granularity: 1,
      statisticsPasses: 0,
      observe: () => undefined,
      endPass: () => undefined,
      write: (chunk, out, balance) => {
        writer.write(chunk, out, balance, { weights, divisor, lambda });
      },
    };
  },
};
