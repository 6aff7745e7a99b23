/**
 * How the threshold on scores moves: `released` is the authors' code, `ema` approaches what it would assign, `off` keeps every
 * shot. `rate` is how far `ema` goes at once, 0 to 1.
 */
export type ThresholdRule =
  | { readonly rule: 'off' }
  | { readonly rule: 'released' }
  | { readonly rule: 'ema'; readonly rate: number };

/**
 * The threshold after a batch in which negative prediction shifts recorded scores: their mean (`released`), or
 * `(1 - rate) sigma + rate mean` (`ema`); unchanged where none were recorded. It begins at 0. arXiv 2410.23605, equation 5.
 */
export function nextThreshold(sigma: number, recorded: readonly number[], rule: ThresholdRule): number {
  if (rule.rule === 'off' || recorded.length === 0) {
    return sigma;
  }
  const mean = recorded.reduce((sum, score) => sum + score, 0) / recorded.length;
  return rule.rule === 'released' ? mean : (1 - rule.rate) * sigma + rule.rate * mean;
}

/**
 * The shots of a prompt from the draw, farthest from the question first: the draw reversed, without those whose score doesn't pass
 * the threshold. With `ema` the best-scored one (the first drawn of equals) stays even so: a question without shots teaches nothing.
 */
export function keepShots(
  drawn: readonly number[],
  scores: Float64Array,
  { sigma, rule }: { readonly sigma: number; readonly rule: ThresholdRule['rule'] },
): readonly number[] {
  const scoreOf = (candidate: number): number => scores[candidate] ?? 0;
  const kept = rule === 'off' ? drawn : drawn.filter((candidate) => scoreOf(candidate) > sigma);
  if (kept.length > 0 || rule !== 'ema') {
    return kept.toReversed();
  }
  const [first, ...others] = drawn;
  return first === undefined
    ? []
    : [others.reduce((best, candidate) => (scoreOf(candidate) > scoreOf(best) ? candidate : best), first)];
}
