import { logBetaShare } from './log-beta-share.js';

/** Welch's test of one class: how far the means of two samples lie from each other. */
export interface WelchResult {
  /** (mean of the first - mean of the second) / standard error. */
  readonly t: number;
  /** Degrees of freedom by Welch and Satterthwaite. */
  readonly df: number;
  /** Of both sides. */
  readonly p: number;
}

/**
 * Welch's t-test of two samples of at least two values each; variances with n - 1. Where neither varies, df is n + m - 2 and p is
 * 1 for equal means, else 0.
 */
export function welchTest(first: ArrayLike<number>, second: ArrayLike<number>): WelchResult {
  const [a, b] = [momentsOf(first), momentsOf(second)];
  const [shareA, shareB] = [a.variance / a.count, b.variance / b.count];
  const difference = a.mean - b.mean;
  const squaredError = shareA + shareB;
  if (squaredError === 0) {
    const t = difference === 0 ? 0 : difference * Number.POSITIVE_INFINITY;
    return { t, df: a.count + b.count - 2, p: difference === 0 ? 1 : 0 };
  }
  const t = difference / Math.sqrt(squaredError);
  // By shares of the error, so that squares of small variances don't vanish.
  const [partA, partB] = [shareA / squaredError, shareB / squaredError];
  const df = 1 / (partA ** 2 / (a.count - 1) + partB ** 2 / (b.count - 1));
  // p = I_{df / (df + t^2)}(df / 2, 1 / 2)
  const total = df + t * t;
  return { t, df, p: Math.exp(logBetaShare(df / total, (t * t) / total, { a: df / 2, b: 0.5 })) };
}

function momentsOf(values: ArrayLike<number>): {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
} {
  const count = values.length;
  if (count < 2) {
    throw new RangeError(`${count} values`);
  }
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += values[i] ?? 0;
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    squares += ((values[i] ?? 0) - mean) ** 2;
  }
  return { count, mean, variance: squares / (count - 1) };
}
