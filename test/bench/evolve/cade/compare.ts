import { randomStream } from '../../../../src/base/random.js';
import {
  beginEvolution,
  bestOf,
  evolveGeneration,
  type DifferentialEvolutionSettings,
} from '../../../../src/ml/search/differential-evolution.js';
import { drawsOf } from '../../../../src/ml/search/draws.js';
import { beginJde, evolveJde } from '../../../../src/ml/search/jde.js';
import { beginShade, evolveShade } from '../../../../src/ml/search/shade.js';
import { vectorSpace } from '../../../../src/ml/search/vector-space.js';
import { searchNames, type PopulationName, type SearchRow } from './rows.js';
import { FITNESS, TRAINED_AN_EPOCH, type SpikingStudy } from './spiking-study.js';

export const GENERATIONS = 30;
/** What learning from an image of a small batch was measured to cost, in scorings of an image of the fitness set. */
const PASSES = 5.5;

/** CADE's own rates: members from different basins bear little crossing, snapshots of one run bear much. */
const firstRate: Readonly<Record<PopulationName, number>> = { transfer: 0.01, snapshots: 0.5 };

interface Options {
  readonly population: PopulationName;
  readonly seed: number;
}

/** What is left in the end: the fittest, and how many were scored for it. */
interface Found {
  readonly weights: Float64Array | Float32Array;
  readonly evaluations: number;
}

/** CADE and its kin on a population, with the same number of evaluations each, and what training costs as much. */
export async function compareSearches(study: SpikingStudy, options: Options): Promise<readonly SearchRow[]> {
  const { members } = study;
  const scores = members.map((member) => study.accuracy(member, 'fitness'));
  const single = members[bestOf(scores.map((score) => -score))] ?? new Float32Array();
  const row = async (name: string, find: () => Promise<Found> | Found): Promise<SearchRow> => {
    const before = process.cpuUsage();
    const { weights, evaluations } = await find();
    const { user, system } = process.cpuUsage(before);
    return {
      name,
      fitness: study.accuracy(weights, 'fitness'),
      test: study.accuracy(weights, 'test'),
      evaluations,
      cpuSeconds: (user + system) / 1e6,
    };
  };
  const evaluations = members.length * (GENERATIONS + 1);
  return [
    await row(searchNames.single, () => ({ weights: single, evaluations: members.length })),
    await row(searchNames.average, () => ({ weights: averageOf(members), evaluations: 0 })),
    await row(searchNames.cade, () => evolve(study, options, cade('noise', options.population))),
    await row(searchNames.constant, () => evolve(study, options, cade('constant', options.population))),
    await row(searchNames.jde, () => evolve(study, options, jde)),
    await row(searchNames.shade, () => evolve(study, options, shade)),
    await row(searchNames.training, () => trainFurther(study, single, evaluations)),
  ];
}

interface Population {
  readonly population: readonly Float64Array[];
  readonly fitness: readonly number[];
}

type Step = (state: Population) => Promise<Population>;
type Tools = Parameters<typeof evolveJde<Float64Array>>[2];
/** Begins a search; each step is a generation. */
type Search = (start: Population, tools: Tools) => Step;

/** A search's steps over a state of its own kind. */
function stepping<State extends Population>(first: State, evolveOnce: (state: State) => Promise<State>): Step {
  let state = first;
  return async () => {
    state = await evolveOnce(state);
    return state;
  };
}

function cade(strategy: 'noise' | 'constant', population: PopulationName): Search {
  const settings: DifferentialEvolutionSettings = {
    donor: 'cade',
    crossover: 'binomial',
    isForced: false,
    mode: 'async',
    acceptsEqual: false,
    rates: { strategy, firstScale: 0.5, firstRate: firstRate[population], floor: 1e-6, period: GENERATIONS / 2 },
  };
  return (start, tools) =>
    stepping(beginEvolution(start.population, start.fitness, settings), (state) =>
      evolveGeneration(state, settings, tools),
    );
}

const jde: Search = (start, tools) => {
  const settings = { scale: 0.5, rate: 0.9, scaleChance: 0.1, rateChance: 0.1, scaleFrom: 0.1, scaleRange: 0.9 };
  return stepping(beginJde(start.population, start.fitness, settings), (state) => evolveJde(state, settings, tools));
};

const shade: Search = (start, tools) => {
  const settings = { memory: start.population.length, largestShare: 0.2 };
  return stepping(beginShade(start.population, start.fitness, settings), (state) =>
    evolveShade(state, settings, tools),
  );
};

/** The fittest after all generations; fitness is the share of fitness images that are told wrongly. */
async function evolve(study: SpikingStudy, { seed }: Options, search: Search): Promise<Found> {
  const evaluate = (all: readonly Float64Array[]): Promise<readonly number[]> =>
    Promise.resolve(all.map((one) => 1 - study.accuracy(one, 'fitness') / 100));
  const population = study.members.map((member) => Float64Array.from(member));
  let state: Population = { population, fitness: await evaluate(population) };
  const step = search(state, { space: vectorSpace(), evaluate, draws: drawsOf(randomStream(seed, 'search')) });
  for (let generation = 0; generation < GENERATIONS; generation++) {
    state = await step(state);
  }
  const weights = state.population[bestOf(state.fitness)] ?? new Float64Array();
  return { weights, evaluations: population.length * (GENERATIONS + 1) };
}

/**
 * Trains the best member on for what a search costs, and takes the fittest of its epochs: that is scored on as many images as
 * the search, less what the training itself needs.
 */
async function trainFurther(study: SpikingStudy, from: Float32Array, evaluations: number): Promise<Found> {
  const epochs = Math.floor((evaluations * FITNESS) / (PASSES * TRAINED_AN_EPOCH + FITNESS));
  let best = { weights: from, score: study.accuracy(from, 'fitness') };
  await study.trainOn(from, epochs, (weights) => {
    const score = study.accuracy(weights, 'fitness');
    best = score > best.score ? { weights, score } : best;
  });
  return { weights: best.weights, evaluations: epochs + 1 };
}

function averageOf(members: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(members[0]?.length ?? 0);
  for (const member of members) {
    for (const [i, value] of member.entries()) {
      sum[i] = (sum[i] ?? 0) + value / members.length;
    }
  }
  return sum;
}
