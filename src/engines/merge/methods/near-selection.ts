import { NEAR_BELOW, NEAR_ENTRIES, NEAR_INDEX_BITS, NEAR_LOST, NEAR_NOT_FINITE } from '../kernels/near-counts.js';
import type { MergeBackend } from '../merge-backend.js';
import type { OrderStatistic } from './radix-selection.js';

/** Distinct magnitudes that are told apart: three quarters of the index's places. */
const ENTRIES = 3 * 2 ** (NEAR_INDEX_BITS - 2);
const INDEX_PLACES = 2 ** NEAR_INDEX_BITS;
const LARGEST_FINITE_KEY = 0x7f7fffff;

/**
 * An exact order statistic of the magnitudes of a stream of float32 numbers, in one pass and in constant memory, where it
 * is known in advance between which magnitudes it lies. Gives none where that was wrong, or where too many distinct
 * magnitudes lie there. NaN and Inf have no rank, as in `RadixSelection`. For streams of less than 2^32 elements.
 */
export class NearSelection {
  readonly #kernels: MergeBackend['kernels'];
  readonly #totals: Uint32Array;
  readonly #index: Uint32Array;
  readonly #keys: Uint32Array;
  readonly #counts: Uint32Array;
  #low = 0;
  #high = LARGEST_FINITE_KEY;
  #elements = 0;

  constructor({ kernels, memory }: MergeBackend) {
    this.#kernels = kernels;
    this.#totals = memory.uint32(4);
    this.#index = memory.uint32(INDEX_PLACES);
    this.#keys = memory.uint32(ENTRIES);
    this.#counts = memory.uint32(ENTRIES);
  }

  /** Bytes of its tables. */
  static get bytes(): number {
    return (4 + INDEX_PLACES + 2 * ENTRIES) * 4;
  }

  /** Says where it lies, before the first value: magnitudes as the 31 low bits of their representation. */
  aim(low: number, high: number): void {
    this.#low = Math.max(0, low);
    this.#high = Math.min(high, LARGEST_FINITE_KEY);
  }

  count(values: Float32Array): void {
    this.#elements += values.length;
    this.#kernels.countNear(this.#totals, this.#index, this.#keys, this.#counts, values, this.#low, this.#high);
  }

  /** Elements that are NaN or infinite. */
  get nonFinite(): number {
    return this.#totals[NEAR_NOT_FINITE] ?? 0;
  }

  get finite(): number {
    return this.#elements - this.nonFinite;
  }

  /** The finite magnitude with so many smaller ones; undefined where it isn't among those that were counted. */
  statistic(rank: number): OrderStatistic | undefined {
    if ((this.#totals[NEAR_LOST] ?? 0) > 0) {
      return undefined;
    }
    let below = this.#totals[NEAR_BELOW] ?? 0;
    if (rank < below) {
      return undefined;
    }
    const entries = this.#totals[NEAR_ENTRIES] ?? 0;
    // A key and its entry's number in one float64, for the sort of typed arrays.
    const sorted = Float64Array.from({ length: entries }, (_, i) => (this.#keys[i] ?? 0) * INDEX_PLACES + i).sort();
    for (const both of sorted) {
      const key = Math.floor(both / INDEX_PLACES);
      const equal = this.#counts[both - key * INDEX_PLACES] ?? 0;
      if (rank < below + equal) {
        return { value: new Float32Array(Uint32Array.of(key).buffer)[0] ?? 0, below, equal };
      }
      below += equal;
    }
    return undefined;
  }
}
