import { randomStream, type RandomStream } from '../../base/random.js';
import { permutation } from '../data/parts/permutation.js';

/** What a figure lies between. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** Absent: 2,000, for which the ends move by about a hundredth of the interval from seed to seed. */
  readonly resamples?: number;
  /** Absent: 0.95. */
  readonly covers?: number;
}

/**
 * More examples than this are put into as many groups, by lot, which are resampled in their place: the mean of groups varies as
 * that of examples does (to 1 % of its deviation), and the work stays below 10 million draws.
 */
const MAX_UNITS = 4096;

/**
 * What the mean of examples like these lies in: the percentile bootstrap (Efron, 1979), from a seed. One example at least. Of
 * fewer than about 20 it is too narrow.
 */
export function bootstrapInterval(examples: readonly number[], seed: number, options: BootstrapOptions = {}): Interval {
  const { resamples = 2000, covers = 0.95 } = options;
  if (examples.length === 0) {
    throw new RangeError('nothing to resample');
  }
  const stream = randomStream(seed, 'bootstrap');
  const { sums, counts } = unitsOf(examples, seed);
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    means[resample] = resampledMean(sums, counts, { stream, start: resample * sums.length });
  }
  means.sort();
  return { low: quantile(means, (1 - covers) / 2), high: quantile(means, (1 + covers) / 2) };
}

/** What the mean of `examples` less that of `others` lies in; both are of the same examples, in the same order. */
export function bootstrapDifference(
  examples: readonly number[],
  others: readonly number[],
  seed: number,
  options: BootstrapOptions = {},
): Interval {
  if (examples.length !== others.length) {
    throw new RangeError('not the same examples');
  }
  return bootstrapInterval(
    examples.map((one, i) => one - (others[i] ?? 0)),
    seed,
    options,
  );
}

interface Units {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** What is resampled: the examples, or groups of them. */
function unitsOf(examples: readonly number[], seed: number): Units {
  if (examples.length <= MAX_UNITS) {
    return { sums: Float64Array.from(examples), counts: new Float64Array(examples.length).fill(1) };
  }
  const sums = new Float64Array(MAX_UNITS);
  const counts = new Float64Array(MAX_UNITS);
  // By lot: neighbours in a file are often alike, and a group of them would vary more than one of strangers.
  for (const [place, example] of permutation(examples.length, randomStream(seed, 'bootstrap/groups')).entries()) {
    const group = place % MAX_UNITS;
    sums[group] = (sums[group] ?? 0) + (examples[example] ?? 0);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return { sums, counts };
}

function resampledMean(
  sums: Float64Array,
  counts: Float64Array,
  { stream, start }: { readonly stream: RandomStream; readonly start: number },
): number {
  const units = sums.length;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < units; i++) {
    const drawn = Math.floor(stream.uniform(start + i) * units);
    sum += sums[drawn] ?? 0;
    count += counts[drawn] ?? 0;
  }
  return sum / count;
}

/** Between the two values that it falls between, in proportion; mirrored values have the mirrored quantile. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (place - below) * (high - low);
}
