import { declarationOf } from '../spec/methods.js';
import type { MergeMethod, Unit } from '../tensor-merge.js';
import { numberOf } from './parameters.js';
import { RadixSelection } from './radix-selection.js';
import { TaskVectorMerge } from './task-vector-merge.js';
import { keepAll, keepNone, type Thinning } from './thinning.js';

/**
 * Model Breadcrumbs (Davari and Belilovsky, ECCV 2024): of each task vector the gamma n largest magnitudes are dropped
 * as outliers, and of the rest the smallest, so that trunc(density n) are left; summed, or with the sign consensus of TIES.
 */
function breadcrumbsMethod(name: 'breadcrumbs' | 'breadcrumbs_ties'): MergeMethod {
  return {
    ...declarationOf(name),
    scope: () => 'tensor',
    granularity: () => 1,
    check: () => [],
    workingBytes: (unit) =>
      TaskVectorMerge.bytes(unit, 1) + unit.perModel.length * (RadixSelection.bytes(2, unit.elements) + 16),
    create: (unit) =>
      new TaskVectorMerge(unit, {
        thinnings: unit.perModel.map((parameters) => {
          const share = numberOf(parameters, 'density');
          return share >= 1 ? keepAll() : keepMiddle(unit, share, numberOf(parameters, 'gamma'));
        }),
        consensus: name === 'breadcrumbs_ties',
      }),
  };
}

export const breadcrumbs = breadcrumbsMethod('breadcrumbs');
export const breadcrumbsTies = breadcrumbsMethod('breadcrumbs_ties');

/** Keeps the ranks bottom .. bottom + keep - 1 of ascending magnitude, equal ones in order of position, in two passes. */
function keepMiddle(unit: Unit, density: number, gamma: number): Thinning {
  const { elements } = unit;
  const keep = Math.trunc(density * elements);
  const bottom = Math.max(0, elements - keep - Math.trunc(gamma * elements));
  if (keep === 0) {
    return keepNone();
  }
  const selection = new RadixSelection(unit.backend, 'magnitude', { ranks: 2 });
  const ties = unit.backend.memory.float64(2);
  const bounds = { low: 0, high: Infinity, dropped: 0, kept: Infinity };
  return {
    granularity: 1,
    passes: 2,
    observe(pass, delta) {
      if (pass === 0) {
        selection.countHigh(delta);
      } else {
        selection.countLow(delta);
      }
    },
    endPass(pass) {
      if (pass === 0) {
        selection.endHigh();
        selection.choose([bottom, bottom + keep - 1]);
        return;
      }
      const [first, last] = selection.statistics();
      if (first !== undefined && last !== undefined) {
        bounds.low = first.value;
        bounds.dropped = bottom - first.below;
        if (bottom + keep < elements) {
          bounds.high = last.value;
          bounds.kept = bottom + keep - last.below;
        }
      }
    },
    restart() {
      ties.set([bounds.dropped, bounds.kept]);
    },
    thin: (out, delta) => {
      unit.backend.kernels.keepBetween(out, delta, bounds.low, bounds.high, ties);
    },
  };
}
