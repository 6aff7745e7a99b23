import type { EvolveBegun, GenerationRecord } from '../engines/evolve/events.js';

/** Fitness has risen since a generation after which the validation score never was better. */
export interface Parting {
  /** The (first) generation with the best validation score; what came after is fitted to the fitness part. */
  readonly since: number;
  /** The validation score has become worse since then, or it is the same. */
  readonly kind: 'falls' | 'stands';
  readonly fitness: { readonly then: number; readonly now: number };
  readonly validation: { readonly then: number; readonly now: number };
  /** Whether the interval of the last validation score holds the best one: then it may be chance. Undefined without one. */
  readonly isWithinChance: boolean | undefined;
}

/**
 * Whether the best by fitness gets better while it doesn't on the validation part, which selection never sees: the
 * generations since the best validation score, where fitness has risen since. Undefined where they go together, or there
 * is no validation part. Scores are in the metric's own direction.
 */
export function partingOf(
  generations: readonly GenerationRecord[],
  { maximize }: Pick<EvolveBegun, 'maximize'>,
): Parting | undefined {
  const isBetter = (a: number, b: number): boolean => (maximize ? a > b : a < b);
  const scored = generations.flatMap(({ generation, bestScore, validation, validationInterval }) =>
    bestScore === undefined || validation === undefined
      ? []
      : [{ generation, fitness: bestScore, validation, interval: validationInterval }],
  );
  const [first] = scored;
  const last = scored.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const best = scored.reduce((top, one) => (isBetter(one.validation, top.validation) ? one : top), first);
  if (!isBetter(last.fitness, best.fitness)) {
    return undefined;
  }
  const { interval } = last;
  return {
    since: best.generation,
    kind: isBetter(best.validation, last.validation) ? 'falls' : 'stands',
    fitness: { then: best.fitness, now: last.fitness },
    validation: { then: best.validation, now: last.validation },
    isWithinChance:
      interval === undefined ? undefined : interval.low <= best.validation && best.validation <= interval.high,
  };
}
