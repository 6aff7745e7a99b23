import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { numberOf } from './parameters.js';
import { at, baseOf, part, STRIP_ELEMENTS, stripsOf } from './strips.js';

/** w b + (1 - w) a with w = clamp(t / max(abs(a - b), 1e-6), 0, 1): a is the base, b the model. */
export const nearswap: MergeMethod = {
  ...declarationOf('nearswap'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: () => 3 * STRIP_ELEMENTS * 4,
  create(unit) {
    const { kernels, memory } = unit.backend;
    const t = numberOf(unit.shared, 't');
    const deltas = memory.float32(STRIP_ELEMENTS);
    const weights = memory.float32(STRIP_ELEMENTS);
    const moved = memory.float32(STRIP_ELEMENTS);
    return {
      granularity: 1,
      statisticsPasses: 0,
      observe: () => undefined,
      endPass: () => undefined,
      write(chunk, out, balance) {
        balance.elements += chunk.length;
        for (const { offset, length, phase } of stripsOf(chunk)) {
          const base = part(baseOf(chunk), offset, length);
          const model = part(at(chunk.models, 0), offset, length);
          const target = part(out, offset, length);
          const delta = part(deltas, 0, length);
          const weight = part(weights, 0, length);
          const difference = part(moved, 0, length);
          kernels.subtract(delta, model, base);
          kernels.nearnessWeights(weight, delta, t);
          kernels.interpolateEach(target, base, model, weight);
          kernels.subtract(difference, target, base);
          kernels.addBalance(balance.sums, 0, delta, weight, difference, phase);
        }
      },
    };
  },
};
