import { problem } from '../../../base/errors.js';
import { RANK_COUNTERS, rankMagnitudes } from '../kernels/row-ranks.js';
import { declarationOf } from '../spec/methods.js';
import type { MergeMethod, Unit } from '../tensor-merge.js';
import { numberOf, numbersOf } from './parameters.js';
import { rowLengthOf } from './rows.js';
import { TaskVectorMerge } from './task-vector-merge.js';
import { keepAll, keepAtRandom, type Thinning } from './thinning.js';

/**
 * DELLA-Merging (Deep et al. 2024): an element is kept with a probability between density - epsilon and density + epsilon
 * that grows with the rank of its magnitude within its row; what is left is rescaled to the former sum of magnitudes.
 * A row (the whole of a vector) is held and sorted at once.
 */
function dellaMethod(name: 'della' | 'della_linear'): MergeMethod {
  return {
    ...declarationOf(name),
    random: 'della',
    scope: () => 'tensor',
    granularity: ({ shape }) => rowLengthOf(shape),
    check(unit) {
      const epsilons = numbersOf(unit.perModel, 'epsilon');
      return numbersOf(unit.perModel, 'density').flatMap((density, i) => {
        const epsilon = epsilons[i] ?? 0;
        return density > 0 && density < 1 && (density - epsilon <= 0 || density + epsilon >= 1)
          ? [problem('merge-epsilon-range', { density, epsilon }, { tensor: unit.name })]
          : [];
      });
    },
    workingBytes: (unit) =>
      TaskVectorMerge.bytes(unit, rowLengthOf(unit.shape)) +
      unit.perModel.length * (rowLengthOf(unit.shape) * 13 + RANK_COUNTERS * 4),
    create: (unit) =>
      new TaskVectorMerge(unit, {
        thinnings: unit.perModel.map((parameters, task) => {
          const density = numberOf(parameters, 'density');
          return density > 0 && density < 1
            ? keepByRank(unit, task, { density, epsilon: numberOf(parameters, 'epsilon') })
            : keepAtRandom(unit, task, { density, strip: TaskVectorMerge.stripElements(rowLengthOf(unit.shape)) });
        }),
        consensus: name === 'della',
      }),
  };
}

export const della = dellaMethod('della');
export const dellaLinear = dellaMethod('della_linear');

function keepByRank(
  unit: Unit,
  task: number,
  { density, epsilon }: { readonly density: number; readonly epsilon: number },
): Thinning {
  const row = rowLengthOf(unit.shape);
  const probabilities = unit.backend.memory.float32(row);
  const keep = unit.backend.memory.uint8(row);
  const ranks = new Uint32Array(row);
  const order = new Uint32Array(row);
  const counts = new Uint32Array(RANK_COUNTERS);
  return {
    ...keepAll(),
    granularity: row,
    thin(out, delta, start) {
      for (let offset = 0; offset < delta.length; offset += row) {
        const values = delta.subarray(offset, offset + row);
        rankMagnitudes(ranks, values, order, counts);
        for (const [i, rank] of ranks.entries()) {
          probabilities[i] = row === 1 ? density : density - epsilon + (2 * epsilon * rank) / (row - 1);
        }
        unit.keep.fill(task, start + offset, probabilities, keep);
        unit.backend.kernels.keepWhere(out.subarray(offset, offset + row), values, keep);
      }
    },
  };
}
