/**
 * The row of T5's table of position biases for every pair of a query and a key, queries x keys, row by row. Near distances
 * have a bucket each, farther ones share by the logarithm of the distance; a decoder only looks back.
 * Raffel et al., "Exploring the limits of transfer learning", 2020, section 2.1; the logarithm is computed in float32, as
 * transformers does, since a bucket depends on its last bit.
 */
export function t5PositionBuckets(
  queries: number,
  keys: number,
  options: { readonly buckets: number; readonly maximumDistance: number; readonly isDecoder: boolean },
): Int32Array {
  const { buckets, maximumDistance, isDecoder } = options;
  const perSide = isDecoder ? buckets : Math.floor(buckets / 2);
  const exact = Math.floor(perSide / 2);
  const { fround } = Math;
  const span = fround(Math.log(maximumDistance / exact));
  const bucketOf = (distance: number): number => {
    if (distance < exact) {
      return distance;
    }
    const share = fround(fround(Math.log(fround(distance / exact))) / span);
    return Math.min(perSide - 1, exact + Math.trunc(fround(share * (perSide - exact))));
  };
  const rows = new Int32Array(queries * keys);
  for (let query = 0; query < queries; query++) {
    for (let key = 0; key < keys; key++) {
      const offset = key - query;
      const bucket = isDecoder ? bucketOf(Math.max(0, -offset)) : bucketOf(Math.abs(offset));
      rows[query * keys + key] = bucket + (!isDecoder && offset > 0 ? perSide : 0);
    }
  }
  return rows;
}
