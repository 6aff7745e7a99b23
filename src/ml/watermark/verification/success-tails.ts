import { logBinomialTail } from './binomial-tail.js';

/** How often the target was predicted among some queries. */
export interface TargetCount {
  readonly hits: number;
  readonly queries: number;
}

/** How likely the suspect's success is without a watermark, against three suppositions; log10 of each tail, 0 at most. */
export interface SuccessTails {
  /** Share of the suspect's answers that are the target. */
  readonly success: number;
  /** The same of the clean model. */
  readonly base: number;
  /** Against classes that are guessed: 1 / classes. */
  readonly logChance: number;
  /** Against the clean model's share: -Infinity for any success where that is 0. */
  readonly logBase: number;
  /** Against (hits + 1) / (queries + 2) of the clean model, which is never 0. */
  readonly logSmoothedBase: number;
  /**
   * The larger of the tails against chance and against the smoothed base: what a verdict goes by. Where a clean model hardly ever
   * says the target, an innocent one that says it now and then is far above that base, but not above chance.
   */
  readonly logVerdict: number;
}

/** Counts the rows whose predicted class is the target. */
export function countTarget(predicted: ArrayLike<number>, target: number): TargetCount {
  let hits = 0;
  for (let row = 0; row < predicted.length; row++) {
    hits += predicted[row] === target ? 1 : 0;
  }
  return { hits, queries: predicted.length };
}

/** Binomial tails over the suspect's queries, which needn't be as many as the clean model's; from labels alone. */
export function successTails(suspect: TargetCount, clean: TargetCount, classes: number): SuccessTails {
  const base = clean.hits / clean.queries;
  const tail = (chance: number) => logBinomialTail(suspect.hits, suspect.queries, chance);
  const logChance = tail(1 / classes);
  const logSmoothedBase = tail((clean.hits + 1) / (clean.queries + 2));
  return {
    success: suspect.hits / suspect.queries,
    base,
    logChance,
    logBase: tail(base),
    logSmoothedBase,
    logVerdict: Math.max(logChance, logSmoothedBase),
  };
}
