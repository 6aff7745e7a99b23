import { logBetaShare } from './log-beta-share.js';

/**
 * log10 of P(X >= successes), X binomial over `trials` of probability `chance`: exact, however small; -Infinity where it can't
 * be. P(X >= k) = I_p(k, n - k + 1).
 */
export function logBinomialTail(successes: number, trials: number, chance: number): number {
  if (successes <= 0) {
    return 0;
  }
  if (successes > trials) {
    return Number.NEGATIVE_INFINITY;
  }
  return logBetaShare(chance, 1 - chance, { a: successes, b: trials - successes + 1 }) / Math.LN10;
}
