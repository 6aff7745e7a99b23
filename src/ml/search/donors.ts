/** A part of a donor: `factor * (plus - minus)`, or `factor * plus`. */
export interface DonorTerm<Individual> {
  readonly factor: number;
  readonly plus: Individual;
  readonly minus?: Individual;
}

/** The donor rules of differential evolution and how many members each draws. */
export const donorDraws = {
  'rand/1': 3,
  cade: 3,
  'rand/2': 5,
  'best/1': 2,
  'best/2': 4,
  'current-to-best/1': 2,
  'current-to-pbest/1': 2,
  'rand-to-best/1': 3,
  'current-to-rand/1': 3,
  trigonometric: 3,
} as const;
export type DonorRule = keyof typeof donorDraws;

export interface DonorInput<Individual> {
  readonly current: Individual;
  /** The members drawn, in their order, with their fitness where the rule looks at it. */
  readonly drawn: readonly Individual[];
  readonly fitness?: readonly number[];
  readonly best?: Individual;
  /** One of the best few. */
  readonly pbest?: Individual;
  /** F: the factor on differences. */
  readonly scale: number;
  /** K of current-to-rand/1, which alone has it. */
  readonly pull?: number;
}

/**
 * The donor as a sum of terms, so that it can be computed for vectors as for checkpoints that nobody holds in memory
 * (Storn and Price 1997; CADE's released code; trigonometric: Fan and Lampinen 2003). Throws a RangeError where a member
 * that the rule needs is missing.
 */
export function donorTerms<Individual>(
  rule: DonorRule,
  { current, drawn, fitness = [], best, pbest, scale, pull = 0 }: DonorInput<Individual>,
): readonly DonorTerm<Individual>[] {
  const r = (index: number): Individual => needed(drawn[index], rule);
  const one = (plus: Individual): DonorTerm<Individual> => ({ factor: 1, plus });
  const difference = (plus: Individual, minus: Individual, factor = scale): DonorTerm<Individual> => ({
    factor,
    plus,
    minus,
  });
  switch (rule) {
    case 'rand/1':
      return [one(r(0)), difference(r(1), r(2))];
    case 'cade':
      return [one(r(2)), difference(r(0), r(1))];
    case 'rand/2':
      return [one(r(0)), difference(r(1), r(2)), difference(r(3), r(4))];
    case 'best/1':
      return [one(needed(best, rule)), difference(r(0), r(1))];
    case 'best/2':
      return [one(needed(best, rule)), difference(r(0), r(1)), difference(r(2), r(3))];
    case 'current-to-best/1':
      return [one(current), difference(needed(best, rule), current), difference(r(0), r(1))];
    case 'current-to-pbest/1':
      return [one(current), difference(needed(pbest, rule), current), difference(r(0), r(1))];
    case 'rand-to-best/1':
      return [one(r(0)), difference(needed(best, rule), r(0)), difference(r(1), r(2))];
    case 'current-to-rand/1':
      return [one(current), difference(r(0), current, pull), difference(r(1), r(2))];
    case 'trigonometric': {
      const magnitudes = [0, 1, 2].map((index) => Math.abs(fitness[index] ?? 0));
      const total = magnitudes.reduce((sum, value) => sum + value, 0);
      // All fitness zero, or one without any: no direction is better, the mean is left.
      const [p0 = 0, p1 = 0, p2 = 0] =
        total === 0 || !Number.isFinite(total) ? [0, 0, 0] : magnitudes.map((value) => value / total);
      return [
        ...[0, 1, 2].map((index) => ({ factor: 1 / 3, plus: r(index) })),
        difference(r(0), r(1), p1 - p0),
        difference(r(1), r(2), p2 - p1),
        difference(r(2), r(0), p0 - p2),
      ];
    }
  }
}

function needed<Value>(value: Value | undefined, rule: DonorRule): Value {
  if (value === undefined) {
    throw new RangeError(`${rule} misses a member`);
  }
  return value;
}
