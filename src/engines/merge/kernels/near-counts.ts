/**
 * Counts the elements around an order statistic of magnitudes. The magnitude of a float32 number sorts as the 31 low bits
 * of its representation, here its *key*. Between two keys every distinct one is counted in a hash table; what lies below
 * and what is not finite is counted as such. `index` has 2^17 places, each 0 or one more than the entry's number; `keys`
 * and `counts` have one place for each entry.
 */

/** log2 of the places of a hash table. */
export const NEAR_INDEX_BITS = 17;

const INFINITE_KEY = 0x7f800000;
/** 2^32 over the golden ratio: neighbouring keys land far apart. */
const SPREAD = 0x9e3779b1;

/** Where `totals` of `countNear` holds what. */
export const NEAR_BELOW = 0;
export const NEAR_NOT_FINITE = 1;
export const NEAR_ENTRIES = 2;
/** Elements that found no room. */
export const NEAR_LOST = 3;

/** Counts the values whose keys are from `low` to `high`, both of finite numbers, one by one, and adds to the `totals`. */
export function countNear(
  totals: Uint32Array,
  index: Uint32Array,
  keys: Uint32Array,
  counts: Uint32Array,
  values: Float32Array,
  low: number,
  high: number,
): void {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const length = bits.length;
  for (let i = 0; i < length; i++) {
    const key = bits[i] & 0x7fffffff;
    if (key >= INFINITE_KEY) {
      totals[NEAR_NOT_FINITE]++;
    } else if (key < low) {
      totals[NEAR_BELOW]++;
    } else if (key <= high) {
      let place = Math.imul(key, SPREAD) >>> (32 - NEAR_INDEX_BITS);
      let entry = index[place];
      while (entry !== 0 && keys[entry - 1] !== key) {
        place = (place + 1) & (index.length - 1);
        entry = index[place];
      }
      if (entry !== 0) {
        counts[entry - 1]++;
      } else if (totals[NEAR_ENTRIES] < keys.length) {
        entry = ++totals[NEAR_ENTRIES];
        index[place] = entry;
        keys[entry - 1] = key;
        counts[entry - 1] = 1;
      } else {
        totals[NEAR_LOST]++;
      }
    }
  }
}
