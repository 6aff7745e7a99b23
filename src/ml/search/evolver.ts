import { bestOf, memberOf, type Trial } from './differential-evolution.js';
import type { DonorTerm } from './donors.js';
import { drawInteger, drawOthers, type Draws } from './draws.js';
import type { Fitness, Space } from './space.js';

export interface EvolverSettings {
  /** F: the partner's share of the donor. */
  readonly scale: number;
  /** CR: the share of scalars that the donor gives. */
  readonly rate: number;
  /** G: what the chance of a partner that is merely drawn falls over. */
  readonly generations: number;
  /** Fitness is rounded to these before it is compared; the released code has 5. */
  readonly decimals: number;
}

/** A population with the rounded fitness of each member, lower being better. */
export interface EvolverState<Individual> {
  /** Generations made. */
  readonly generation: number;
  readonly population: readonly Individual[];
  readonly fitness: readonly number[];
}

/** A population that is scored as what it merges to: one rounded fitness for all of it. */
export interface MergedEvolverState<Individual> {
  readonly generation: number;
  readonly population: readonly Individual[];
  readonly fitness: number;
}

export interface EvolverOptions<Individual, Score> {
  readonly space: Space<Individual>;
  readonly evaluate: Score;
  readonly draws: Draws;
  /** Told of every trial, as soon as it is scored. */
  readonly onTrial?: (trial: Trial<Individual>) => void;
}

/** The fitness of what a population merges to. */
export type MergedFitness<Individual> = (population: readonly Individual[]) => Promise<number>;

/**
 * One generation of Evolver without a merger (arXiv 2406.12208): for each member a partner, which is drawn with a chance of
 * `0.5 / (G - it) + 0.5` and the best other one else, a child between the two, and a strict comparison with the member,
 * whose place an accepted child takes at once. Draws a member: the chance, the partner (also where the best is taken), the
 * crossover. `fitness` must be rounded, as `roundFitness` does.
 */
export async function evolveEvolver<Individual>(
  state: EvolverState<Individual>,
  settings: EvolverSettings,
  { space, evaluate, draws, onTrial }: EvolverOptions<Individual, Fitness<Individual>>,
): Promise<EvolverState<Individual>> {
  const population = [...state.population];
  const fitness = [...state.fitness];
  const chance = 0.5 / (settings.generations - state.generation) + 0.5;
  for (const index of population.keys()) {
    const isDrawn = draws.next() < chance;
    const other = drawPartner(draws, index, population.length);
    const partner = isDrawn ? other : bestOther(fitness, index);
    const individual = makeChild({ index, partner, population }, { settings, space, draws });
    const [score = Number.NaN] = await evaluate([individual]);
    const rounded = roundFitness(score, settings.decimals);
    const isAccepted = rounded < memberOf(fitness, index);
    if (isAccepted) {
      population[index] = individual;
      fitness[index] = rounded;
    }
    const { scale, rate } = settings;
    onTrial?.({ index, individual, parents: [partner], fitness: rounded, isAccepted, scale, rate });
  }
  return { generation: state.generation + 1, population, fitness };
}

/**
 * One generation of Evolver on top of a merging method (arXiv 2406.12208): members in an order drawn anew, a partner drawn
 * for each; a child stays where the population with it merges to something strictly better than what it merged to so far.
 * Draws: the order, then for each member the partner and the crossover.
 */
export async function evolveMergedEvolver<Individual>(
  state: MergedEvolverState<Individual>,
  settings: EvolverSettings,
  { space, evaluate, draws, onTrial }: EvolverOptions<Individual, MergedFitness<Individual>>,
): Promise<MergedEvolverState<Individual>> {
  let { population, fitness } = state;
  for (const index of drawOthers(draws, population.length, { of: population.length, except: -1 })) {
    const partner = drawPartner(draws, index, population.length);
    const individual = makeChild({ index, partner, population }, { settings, space, draws });
    const changed = population.with(index, individual);
    const rounded = roundFitness(await evaluate(changed), settings.decimals);
    const isAccepted = rounded < fitness;
    if (isAccepted) {
      population = changed;
      fitness = rounded;
    }
    const { scale, rate } = settings;
    onTrial?.({ index, individual, parents: [partner], fitness: rounded, isAccepted, scale, rate });
  }
  return { generation: state.generation + 1, population, fitness };
}

/** A fitness to so many decimals. What is not a number loses every comparison as it is. */
export function roundFitness(fitness: number, decimals: number): number {
  return Number(fitness.toFixed(decimals));
}

/** `(1 - F) x + F partner`, crossed binomially into x without a forced index. */
function makeChild<Individual>(
  {
    index,
    partner,
    population,
  }: { readonly index: number; readonly partner: number; readonly population: readonly Individual[] },
  {
    settings: { scale, rate },
    space,
    draws,
  }: { readonly settings: EvolverSettings; readonly space: Space<Individual>; readonly draws: Draws },
): Individual {
  const current = memberOf(population, index);
  const donor: readonly DonorTerm<Individual>[] = [
    { factor: 1 - scale, plus: current },
    { factor: scale, plus: memberOf(population, partner) },
  ];
  return space.cross(current, donor, { crossover: 'binomial', rate, forced: 'none', draws });
}

/** One of the others, each as likely. */
function drawPartner(draws: Draws, index: number, size: number): number {
  const place = drawInteger(draws, size - 1);
  return place < index ? place : place + 1;
}

/** The best of the others, the first of equals. */
function bestOther(fitness: readonly number[], index: number): number {
  const best = bestOf(fitness.with(index, Number.POSITIVE_INFINITY));
  // Where no other one has a fitness, the first of them.
  return best === index ? (index + 1) % fitness.length : best;
}
