import { donorDraws, donorTerms, type DonorRule } from './donors.js';
import { drawOthers, type Draws } from './draws.js';
import { firstRates, nextRates, type Rates, type RateSettings } from './rate-schedule.js';
import type { Fitness, Space } from './space.js';

export interface DifferentialEvolutionSettings {
  readonly donor: DonorRule;
  readonly crossover: 'binomial' | 'exponential';
  /** Whether one scalar of a trial is the donor's in any case (DE), or not (CADE). */
  readonly isForced: boolean;
  /**
   * `sync`: all trials are built from the old population, so that they can be scored at once. `async`: a trial that is
   * accepted is a parent of the next ones at once (CADE, Evolver).
   */
  readonly mode: 'sync' | 'async';
  /** Whether a trial that is as good as its parent replaces it. */
  readonly acceptsEqual: boolean;
  readonly rates: RateSettings;
  /** K of current-to-rand/1. */
  readonly pull?: number;
}

/** A population with the fitness of each member, lower being better, and the rates of the next generation. */
export interface EvolutionState<Individual> {
  /** Generations made. */
  readonly generation: number;
  readonly population: readonly Individual[];
  readonly fitness: readonly number[];
  readonly rates: Rates;
}

/** What came of a trial. */
export interface Trial<Individual> {
  readonly index: number;
  readonly individual: Individual;
  readonly parents: readonly number[];
  readonly fitness: number;
  readonly isAccepted: boolean;
  /** F and CR that it was made with. */
  readonly scale: number;
  readonly rate: number;
}

export interface Generation<Individual> extends EvolutionState<Individual> {
  readonly trials: readonly Trial<Individual>[];
  /** F and CR of the generation. */
  readonly used: Rates;
}

export interface EvolutionOptions<Individual> {
  readonly space: Space<Individual>;
  readonly evaluate: Fitness<Individual>;
  readonly draws: Draws;
  /** Told of every trial, as soon as it is scored. */
  readonly onTrial?: (trial: Trial<Individual>) => void;
}

/** The state before the first generation. */
export function beginEvolution<Individual>(
  population: readonly Individual[],
  fitness: readonly number[],
  { rates }: DifferentialEvolutionSettings,
): EvolutionState<Individual> {
  return { generation: 0, population, fitness, rates: firstRates(rates) };
}

/**
 * One generation of differential evolution (Storn and Price 1997), or of CADE (released code): for each member in turn a
 * donor, a crossover, a comparison with its parent. Draws, in this order: the members of the donor, the forced index, the
 * crossover; after the generation what the rates need.
 */
export async function evolveGeneration<Individual>(
  state: EvolutionState<Individual>,
  settings: DifferentialEvolutionSettings,
  options: EvolutionOptions<Individual>,
): Promise<Generation<Individual>> {
  const { evaluate, draws, onTrial } = options;
  const { acceptsEqual, mode } = settings;
  const population = [...state.population];
  const fitness = [...state.fitness];
  const trials: Trial<Individual>[] = [];
  const { scale, rate } = state.rates;
  const settle = (made: Made<Individual>, score: number): void => {
    const own = fitness[made.index] ?? Number.POSITIVE_INFINITY;
    // Who has no fitness replaces nobody, not even another one that has none.
    const isAccepted = score < own || (acceptsEqual && score === own && Number.isFinite(score));
    const trial = { ...made, fitness: score, isAccepted, scale, rate };
    trials.push(trial);
    if (isAccepted) {
      population[made.index] = made.individual;
      fitness[made.index] = score;
    }
    onTrial?.(trial);
  };
  const make = (index: number): Made<Individual> =>
    makeTrial(index, { population, fitness, rates: state.rates }, { settings, options });
  if (mode === 'sync') {
    const made = population.map((_, index) => make(index));
    const scores = await evaluate(made.map(({ individual }) => individual));
    for (const [index, one] of made.entries()) {
      settle(one, scores[index] ?? Number.NaN);
    }
  } else {
    for (const index of population.keys()) {
      const made = make(index);
      const [score = Number.NaN] = await evaluate([made.individual]);
      settle(made, score);
    }
  }
  const generation = state.generation + 1;
  const accepted = trials.filter(({ isAccepted }) => isAccepted).length;
  const rates = nextRates(state.rates, { generation, accepted }, { settings: settings.rates, draws });
  return { generation, population, fitness, rates, trials, used: state.rates };
}

interface Made<Individual> {
  readonly index: number;
  readonly individual: Individual;
  /** The members that the donor was made of. */
  readonly parents: readonly number[];
}

function makeTrial<Individual>(
  index: number,
  {
    population,
    fitness,
    rates,
  }: Pick<EvolutionState<Individual>, 'population' | 'fitness'> & { readonly rates: Pick<Rates, 'scale' | 'rate'> },
  {
    settings,
    options,
  }: { readonly settings: DifferentialEvolutionSettings; readonly options: EvolutionOptions<Individual> },
): Made<Individual> {
  const { donor: rule, crossover, isForced, pull } = settings;
  const { space, draws } = options;
  const parents = drawOthers(draws, donorDraws[rule], { of: population.length, except: index });
  const current = memberOf(population, index);
  const donor = donorTerms(rule, {
    current,
    drawn: parents.map((parent) => memberOf(population, parent)),
    fitness: parents.map((parent) => fitness[parent] ?? Number.NaN),
    best: memberOf(population, bestOf(fitness)),
    scale: rates.scale,
    ...(pull === undefined ? {} : { pull }),
  });
  const forced = isForced ? 'before' : 'none';
  return { index, parents, individual: space.cross(current, donor, { crossover, rate: rates.rate, forced, draws }) };
}

/** The place of the lowest fitness, the first of equals. */
export function bestOf(fitness: readonly number[]): number {
  return fitness.reduce(
    (best, value, index) => (value < (fitness[best] ?? Number.POSITIVE_INFINITY) ? index : best),
    0,
  );
}

/** A member that is there. */
export function memberOf<Individual>(population: readonly Individual[], index: number): Individual {
  const member = population[index];
  if (member === undefined) {
    throw new RangeError(`no member ${String(index)}`);
  }
  return member;
}
