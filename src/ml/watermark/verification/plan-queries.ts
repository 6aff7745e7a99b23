import { logBinomialTail } from './binomial-tail.js';

/** What a verification is to be able to tell. */
export interface QueryWish {
  /** The share of hits of a model without the watermark: chance, or a clean model's, whichever is larger. */
  readonly base: number;
  /** The share of hits that a copy is expected to have. */
  readonly success: number;
  /** log10 of the largest tail that counts as proof, such as -20. */
  readonly logAlpha: number;
  /** Probability with which a copy is to be told as one, such as .95. */
  readonly power: number;
}

/** The fewest queries, and how many of them a suspect must answer with the target. */
export interface QueryPlan {
  readonly queries: number;
  readonly hits: number;
}

/** Queries beyond which nobody asks a stranger's endpoint; each plan is computed in well under a second up to here. */
export const MAX_QUERIES = 100_000;

/**
 * The fewest queries with which a copy is found with the wanted power: the least n for which there is a k with P(X >= k | base) <=
 * alpha and P(X >= k | success) >= power, X binomial over n, both exact. Undefined where `MAX_QUERIES` are too few, a copy
 * answers no more often than others, or nothing less than certainty will do.
 */
export function planQueries(wish: QueryWish): QueryPlan | undefined {
  const { base, success, logAlpha, power } = wish;
  if (success <= base || power >= 1) {
    return undefined;
  }
  const logPower = Math.log10(power);
  // For a number of hits, n may be so large that they are proof still, and must be so large that a copy has them.
  let most = 0;
  let least = 0;
  for (let hits = 1; hits <= MAX_QUERIES; hits++) {
    most = lastWhere(Math.max(most, hits - 1), (n) => logBinomialTail(hits, n, base) <= logAlpha);
    least = 1 + lastWhere(Math.max(least - 1, hits - 1), (n) => logBinomialTail(hits, n, success) < logPower);
    if (least > MAX_QUERIES) {
      return undefined;
    }
    if (least <= most) {
      return { queries: least, hits };
    }
  }
  return undefined;
}

/** The last n from `start` on, where it holds, for which it holds still (and at all, at most one past the limit): it holds up to a place. */
function lastWhere(start: number, holds: (n: number) => boolean): number {
  let [low, step] = [start, 1];
  while (low + step <= MAX_QUERIES + 1 && holds(low + step)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, MAX_QUERIES + 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
