import type { Unit } from '../tensor-merge.js';
import { RadixSelection } from './radix-selection.js';
import type { Thinning } from './thinning.js';

/**
 * Keeps exactly so many elements of largest magnitude (the count is asked for after the first pass), of equal ones those of lower position first, in two passes.
 * bf16 deltas are quantised: keeping every tie of the threshold would keep a sixth more, or a whole norm vector.
 * Infinite elements are the largest; NaN is kept besides, so that it shows.
 */
export function keepLargestExactly(unit: Unit, countOf: () => number): Thinning {
  const selection = new RadixSelection(unit.backend, 'magnitude', { ranks: 1 });
  let count = 0;
  let threshold = Infinity;
  let ties = 0;
  let tiesLeft = 0;
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
        count = countOf();
        selection.endHigh();
        selection.choose([selection.finite + selection.nonFinite - count]);
        return;
      }
      if (count <= selection.nonFinite) {
        threshold = Infinity;
        ties = count;
        return;
      }
      const [smallestKept] = selection.statistics();
      if (smallestKept !== undefined) {
        threshold = smallestKept.value;
        const larger = selection.finite - smallestKept.below - smallestKept.equal;
        ties = count - selection.nonFinite - larger;
      }
    },
    restart() {
      tiesLeft = ties;
    },
    thin(out, delta) {
      tiesLeft -= unit.backend.kernels.keepLargest(out, delta, threshold, tiesLeft);
    },
  };
}
