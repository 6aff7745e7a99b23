import { randomStream } from '../../../../src/base/random.js';
import { beginCma, defaultCmaSize, evolveCma, type CmaState } from '../../../../src/ml/search/cma-es.js';
import {
  beginEvolution,
  bestOf,
  evolveGeneration,
  type DifferentialEvolutionSettings,
} from '../../../../src/ml/search/differential-evolution.js';
import { drawsOf, type Draws } from '../../../../src/ml/search/draws.js';
import { beginJde, evolveJde } from '../../../../src/ml/search/jde.js';
import { beginShade, evolveShade } from '../../../../src/ml/search/shade.js';
import type { Fitness } from '../../../../src/ml/search/space.js';
import { vectorSpace } from '../../../../src/ml/search/vector-space.js';
import { DIMENSIONS } from './problems.js';

/** The settings of the specification's table: 30 members, 165 generations after the start, in [-5, 5] at the start. */
const MEMBERS = 30;
const GENERATIONS = 165;
const HALF_WIDTH = 5;
export const EVALUATIONS = 5000;
/** CMA-ES's first step. */
const STEP = 2;

export type SearchName = 'DE' | 'CADE' | 'jDE' | 'SHADE' | 'CMA-ES';

interface Tools {
  readonly evaluate: Fitness<Float64Array>;
  readonly draws: Draws;
  readonly seed: number;
}

/** The lowest fitness that a search comes to. */
type Search = (tools: Tools) => Promise<number>;

const space = vectorSpace();
const rates = { floor: 1e-6, period: 40, firstScale: 0.5, firstRate: 0.9 } as const;

function startOf(seed: number, members: number): readonly Float64Array[] {
  const start = randomStream(seed, 'start');
  return Array.from({ length: members }, (_, member) =>
    Float64Array.from(
      { length: DIMENSIONS },
      (_value, i) => HALF_WIDTH * (2 * start.uniform(member * DIMENSIONS + i) - 1),
    ),
  );
}

/** A search whose state has a population with its fitness. */
function overGenerations<State extends { readonly fitness: readonly number[] }>(
  begin: (population: readonly Float64Array[], fitness: readonly number[]) => State,
  evolve: (state: State, tools: Tools) => Promise<State>,
): Search {
  return async (tools) => {
    const population = startOf(tools.seed, MEMBERS);
    let state = begin(population, await tools.evaluate(population));
    for (let generation = 0; generation < GENERATIONS; generation++) {
      state = await evolve(state, tools);
    }
    return state.fitness[bestOf(state.fitness)] ?? Number.NaN;
  };
}

const differential = (settings: DifferentialEvolutionSettings): Search =>
  overGenerations(
    (population, fitness) => beginEvolution(population, fitness, settings),
    (state, { evaluate, draws }) => evolveGeneration(state, settings, { space, evaluate, draws }),
  );

const jdeSettings = { scale: 0.5, rate: 0.9, scaleChance: 0.1, rateChance: 0.1, scaleFrom: 0.1, scaleRange: 0.9 };
const shadeSettings = { memory: MEMBERS, largestShare: 0.2 };

const searches: Readonly<Record<SearchName, Search>> = {
  DE: differential({
    donor: 'rand/1',
    crossover: 'binomial',
    isForced: true,
    mode: 'sync',
    acceptsEqual: true,
    rates: { ...rates, strategy: 'constant' },
  }),
  CADE: differential({
    donor: 'cade',
    crossover: 'binomial',
    isForced: false,
    mode: 'async',
    acceptsEqual: false,
    rates: { ...rates, strategy: 'noise' },
  }),
  jDE: overGenerations(
    (population, fitness) => beginJde(population, fitness, jdeSettings),
    (state, { evaluate, draws }) => evolveJde(state, jdeSettings, { space, evaluate, draws }),
  ),
  SHADE: overGenerations(
    (population, fitness) => beginShade(population, fitness, shadeSettings),
    (state, { evaluate, draws }) => evolveShade(state, shadeSettings, { space, evaluate, draws }),
  ),
  'CMA-ES': async ({ evaluate, draws, seed }) => {
    const size = defaultCmaSize(DIMENSIONS);
    let state: CmaState = beginCma(startOf(seed, 1)[0] ?? new Float64Array(DIMENSIONS), STEP);
    let best = Number.POSITIVE_INFINITY;
    for (let made = 0; made + size <= EVALUATIONS; made += size) {
      const next = await evolveCma(state, size, { evaluate, draws });
      best = Math.min(best, next.trials[0]?.fitness ?? Number.NaN);
      state = next;
    }
    return best;
  },
};

export const searchNames = Object.keys(searches) as readonly SearchName[];

/** What a search of ours comes to with 5,000 evaluations of a function. */
export function search(name: SearchName, of: (x: Float64Array) => number, seed: number): Promise<number> {
  const evaluate = (vectors: readonly Float64Array[]): Promise<readonly number[]> => Promise.resolve(vectors.map(of));
  return searches[name]({ evaluate, seed, draws: drawsOf(randomStream(seed, 'search')) });
}
