import { memberOf, type Trial } from './differential-evolution.js';
import { donorTerms } from './donors.js';
import { drawOthers, type Draws } from './draws.js';
import type { Fitness, Space } from './space.js';

/** jDE's settings, as published: each member has its F and CR, which a trial may draw anew. */
export interface JdeSettings {
  /** Those of the start. */
  readonly scale: number;
  readonly rate: number;
  /** How often a trial draws F, and CR, anew. */
  readonly scaleChance: number;
  readonly rateChance: number;
  /** F drawn anew lies between the first and their sum. */
  readonly scaleFrom: number;
  readonly scaleRange: number;
}

export interface JdeState<Individual> {
  readonly generation: number;
  readonly population: readonly Individual[];
  readonly fitness: readonly number[];
  /** F and CR of each member. */
  readonly scales: readonly number[];
  readonly rates: readonly number[];
}

/** The state before the first generation. */
export function beginJde<Individual>(
  population: readonly Individual[],
  fitness: readonly number[],
  { scale, rate }: JdeSettings,
): JdeState<Individual> {
  return { generation: 0, population, fitness, scales: population.map(() => scale), rates: population.map(() => rate) };
}

/**
 * One generation of jDE (Brest et al. 2006): rand/1 with a forced index, all trials from the old population, accepted where
 * not worse; F and CR are kept where the trial is. Draws a member: four for F and CR, three members, the crossover, the index.
 */
export async function evolveJde<Individual>(
  state: JdeState<Individual>,
  settings: JdeSettings,
  {
    space,
    evaluate,
    draws,
    onTrial,
  }: {
    readonly space: Space<Individual>;
    readonly evaluate: Fitness<Individual>;
    readonly draws: Draws;
    /** Told of every trial, once all are scored. */
    readonly onTrial?: (trial: Trial<Individual>) => void;
  },
): Promise<JdeState<Individual>> {
  const { population, fitness } = state;
  const trials = population.map((current, index) => {
    const [u0, u1, u2, u3] = [draws.next(), draws.next(), draws.next(), draws.next()];
    const scale =
      u1 < settings.scaleChance
        ? settings.scaleFrom + settings.scaleRange * u0
        : (state.scales[index] ?? settings.scale);
    const rate = u3 < settings.rateChance ? u2 : (state.rates[index] ?? settings.rate);
    const drawn = drawOthers(draws, 3, { of: population.length, except: index });
    const members = drawn.map((one) => memberOf(population, one));
    const donor = donorTerms('rand/1', { current, drawn: members, scale });
    return {
      index,
      parents: drawn,
      scale,
      rate,
      individual: space.cross(current, donor, { crossover: 'binomial', rate, forced: 'after', draws }),
    };
  });
  const scores = await evaluate(trials.map(({ individual }) => individual));
  const kept = trials.map((trial, index) => ({
    ...trial,
    fitness: scores[index] ?? Number.NaN,
    isAccepted: isAsGood(scores[index] ?? Number.NaN, fitness[index] ?? Number.POSITIVE_INFINITY),
  }));
  for (const trial of kept) {
    onTrial?.(trial);
  }
  const after = <Value>(old: readonly Value[], of: (trial: (typeof kept)[number]) => Value): readonly Value[] =>
    kept.map((trial, index) => (trial.isAccepted ? of(trial) : memberOf(old, index)));
  return {
    generation: state.generation + 1,
    population: after(population, ({ individual }) => individual),
    fitness: after(fitness, (trial) => trial.fitness),
    scales: after(state.scales, ({ scale }) => scale),
    rates: after(state.rates, ({ rate }) => rate),
  };
}

/** Who has no fitness replaces nobody, not even another one that has none. */
const isAsGood = (score: number, own: number): boolean => score <= own && score < Number.POSITIVE_INFINITY;
