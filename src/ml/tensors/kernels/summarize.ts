/** Sums over the elements seen so far; `total` in double precision, finite elements only. */
export interface Summary {
  minimum: number;
  maximum: number;
  total: number;
  finite: number;
  nan: number;
  infinite: number;
}

/** Adds a chunk's elements to a summary. */
export function summarize(values: Float32Array | Float64Array, summary: Summary): void {
  let { minimum, maximum, nan, infinite } = summary;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // Of the numbers, only NaN and the infinities give no zero here.
    if (value - value !== 0) {
      if (value !== value) {
        nan++;
      } else {
        infinite++;
      }
      continue;
    }
    total += value;
    if (value < minimum) {
      minimum = value;
    }
    if (value > maximum) {
      maximum = value;
    }
  }
  summary.finite += values.length - (nan - summary.nan) - (infinite - summary.infinite);
  summary.minimum = minimum;
  summary.maximum = maximum;
  summary.total += total;
  summary.nan = nan;
  summary.infinite = infinite;
}

/** Counts a chunk's finite elements in equal bins from minimum to maximum; the last bin holds the maximum too. */
export function countInBins(
  values: Float32Array | Float64Array,
  minimum: number,
  maximum: number,
  counts: Float64Array,
): void {
  // Halved, because the width of the widest range is more than a double holds.
  const halfWidth = maximum / 2 - minimum / 2;
  const bins = counts.length;
  const last = bins - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value - value === 0) {
      const share = halfWidth > 0 ? (value / 2 - minimum / 2) / halfWidth : 0;
      const bin = Math.floor(share * bins);
      counts[bin < last ? bin : last]++;
    }
  }
}
