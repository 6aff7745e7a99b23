import { declarationOf } from '../spec/methods.js';
import type { MergeMethod } from '../tensor-merge.js';
import { numberOf } from './parameters.js';
import { STRIP_ELEMENTS } from './strips.js';
import { TaskVectorMerge } from './task-vector-merge.js';
import { keepAtRandom } from './thinning.js';

/**
 * DARE (Yu et al., ICML 2024): each element of a task vector is kept with probability `density`, and what is left is
 * rescaled to the former sum of magnitudes; summed (dare_linear) or with the sign consensus of TIES (dare_ties).
 */
function dare(name: string, consensus: boolean): MergeMethod {
  return {
    ...declarationOf(name),
    random: 'dare',
    scope: () => 'tensor',
    granularity: () => 1,
    check: () => [],
    workingBytes: (unit) => TaskVectorMerge.bytes(unit, 1) + unit.perModel.length * STRIP_ELEMENTS,
    create: (unit) =>
      new TaskVectorMerge(unit, {
        thinnings: unit.perModel.map((parameters, task) =>
          keepAtRandom(unit, task, { density: numberOf(parameters, 'density'), strip: STRIP_ELEMENTS }),
        ),
        consensus,
      }),
  };
}

export const dareLinear = dare('dare_linear', false);
export const dareTies = dare('dare_ties', true);
