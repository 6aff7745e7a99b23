import { declarationOf } from '../spec/methods.js';
import type { MergeMethod, Unit } from '../tensor-merge.js';
import { KeepLargest, sampledBytes } from './keep-largest.js';
import { numberOf } from './parameters.js';
import { RadixSelection } from './radix-selection.js';
import { TaskVectorMerge } from './task-vector-merge.js';
import { keepAll, keepNone, type Thinning } from './thinning.js';

/**
 * TIES-Merging (Yadav et al., NeurIPS 2023): of each task vector exactly the max(1, trunc(density * n)) largest
 * magnitudes are kept, a sign is elected per element, and what agrees with it is averaged.
 */
export const ties: MergeMethod = {
  ...declarationOf('ties'),
  scope: () => 'tensor',
  granularity: () => 1,
  check: () => [],
  workingBytes: (unit) =>
    TaskVectorMerge.bytes(unit, 1) +
    unit.perModel.length * (RadixSelection.bytes(1, unit.elements) + sampledBytes(unit.elements)),
  create: (unit) =>
    new TaskVectorMerge(unit, {
      thinnings: unit.perModel.map((parameters) => trim(unit, numberOf(parameters, 'density'))),
      consensus: true,
    }),
};

function trim(unit: Unit, share: number): Thinning {
  if (share >= 1) {
    return keepAll();
  }
  return share === 0 ? keepNone() : new KeepLargest(unit, Math.max(1, Math.trunc(share * unit.elements)));
}
