import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { CombinationWriter } from './combination-writer.js';
import { numbersOf } from './parameters.js';

/** One model, times `scale`. */
export const passthrough: MergeMethod = {
  ...declarationOf('passthrough'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: () => CombinationWriter.bytes(1),
  create(unit) {
    const weights = numbersOf(unit.perModel, 'scale');
    const writer = new CombinationWriter(unit);
    return {
      granularity: 1,
      statisticsPasses: 0,
      observe: () => undefined,
      endPass: () => undefined,
      write: (chunk, out, balance) => {
        writer.write(chunk, out, balance, { weights, divisor: 1, lambda: 1 });
      },
    };
  },
};
