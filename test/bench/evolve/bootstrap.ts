import { randomStream } from '../../../src/base/random.js';

/** A mean over seeds and a percentile bootstrap interval of it. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 10_000;
const COVERED = 0.95;

/** The mean and its 95 % interval by resampling the seeds; with few seeds such intervals are too narrow. */
export function bootstrapMean(values: readonly number[]): Interval {
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const draws = randomStream(0, 'bootstrap');
  const means = Float64Array.from({ length: RESAMPLES }, (_, resample) => {
    const first = resample * values.length;
    return mean(values.map((_value, i) => values[Math.floor(draws.uniform(first + i) * values.length)] ?? Number.NaN));
  }).sort();
  const at = (share: number): number => means[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? Number.NaN;
  return { mean: mean(values), low: at((1 - COVERED) / 2), high: at((1 + COVERED) / 2) };
}

/** `81.2 [79.9, 82.6]`, with a sign before each where they are differences. */
export function formatInterval(values: readonly number[], options: { readonly isDifference?: boolean } = {}): string {
  const { mean, low, high } = bootstrapMean(values);
  const told = (value: number): string => {
    const digits = Math.abs(value).toFixed(2);
    return `${value < 0 ? '−' : options.isDifference === true ? '+' : ''}${digits}`;
  };
  return `${told(mean)} [${told(low)}, ${told(high)}]`;
}
