import { problem } from '../../../base/errors.js';
import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { booleanOf, numbersOf } from './parameters.js';

/**
 * Weighted average: sum w x / sum w, or sum w x without `normalize`. Float32, the products summed in the order of the
 * inputs and divided last (a weight divided beforehand differs by one ulp now and then).
 */
export const linear: MergeMethod = {
  ...declarationOf('linear'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: (unit) =>
    booleanOf(unit.shared, 'normalize') && sum(numbersOf(unit.perModel, 'weight')) === 0
      ? [problem('merge-weights-cancel', { method: 'linear' }, { tensor: unit.name })]
      : [],
  workingBytes: (unit) => CombinationWriter.bytes(unit.perModel.length),
  create(unit) {
    const weights = numbersOf(unit.perModel, 'weight');
    const divisor = booleanOf(unit.shared, 'normalize') ? sum(weights) : 1;
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
  },
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
