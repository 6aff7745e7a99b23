import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomStream } from '../../../src/base/random.js';
import { beginEvolution, bestOf, evolveGeneration } from '../../../src/ml/search/differential-evolution.js';
import { drawsOf } from '../../../src/ml/search/draws.js';
import { beginJde, evolveJde } from '../../../src/ml/search/jde.js';
import { beginShade, evolveShade } from '../../../src/ml/search/shade.js';
import type { Fitness } from '../../../src/ml/search/space.js';
import { vectorSpace } from '../../../src/ml/search/vector-space.js';

// Medians that were measured with independent implementations: D = 10, N = 30, 165 generations after the start, uniform
// in [-5, 5], no bounds, 7 seeds. Sphere and ellipsoid within a decade (CADE: two), the others within half to one and a half.
const DIMENSIONS = 10;
const MEMBERS = 30;
const GENERATIONS = 165;
const SEEDS = 7;

const functions = {
  sphere: (x: Float64Array) => x.reduce((sum, v) => sum + v * v, 0),
  ellipsoid: (x: Float64Array) => x.reduce((sum, v, i) => sum + 10 ** ((6 * i) / (DIMENSIONS - 1)) * v * v, 0),
  rosenbrock: (x: Float64Array) =>
    x.slice(1).reduce((sum, v, i) => sum + 100 * (v - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2, 0),
  rastrigin: (x: Float64Array) => x.reduce((sum, v) => sum + v * v - 10 * Math.cos(2 * Math.PI * v), 10 * DIMENSIONS),
};

type Search = (
  population: readonly Float64Array[],
  tools: { readonly evaluate: Fitness<Float64Array>; readonly draws: ReturnType<typeof drawsOf> },
) => Promise<readonly number[]>;

const space = vectorSpace();
const rates = { floor: 1e-6, period: 40 } as const;

const differential =
  (settings: Parameters<typeof evolveGeneration>[1]): Search =>
  async (population, { evaluate, draws }) => {
    let state = beginEvolution(population, await evaluate(population), settings);
    for (let generation = 0; generation < GENERATIONS; generation++) {
      state = await evolveGeneration(state, settings, { space, evaluate, draws });
    }
    return state.fitness;
  };

const searches: Readonly<Record<string, Search>> = {
  DE: differential({
    donor: 'rand/1',
    crossover: 'binomial',
    isForced: true,
    mode: 'sync',
    acceptsEqual: true,
    rates: { ...rates, strategy: 'constant', firstScale: 0.5, firstRate: 0.9 },
  }),
  CADE: differential({
    donor: 'cade',
    crossover: 'binomial',
    isForced: false,
    mode: 'async',
    acceptsEqual: false,
    rates: { ...rates, strategy: 'noise', firstScale: 0.5, firstRate: 0.9 },
  }),
  jDE: async (population, { evaluate, draws }) => {
    const settings = { scale: 0.5, rate: 0.9, scaleChance: 0.1, rateChance: 0.1, scaleFrom: 0.1, scaleRange: 0.9 };
    let state = beginJde(population, await evaluate(population), settings);
    for (let generation = 0; generation < GENERATIONS; generation++) {
      state = await evolveJde(state, settings, { space, evaluate, draws });
    }
    return state.fitness;
  },
  SHADE: async (population, { evaluate, draws }) => {
    const settings = { memory: MEMBERS, largestShare: 0.2 };
    let state = beginShade(population, await evaluate(population), settings);
    for (let generation = 0; generation < GENERATIONS; generation++) {
      state = await evolveShade(state, settings, { space, evaluate, draws });
    }
    return state.fitness;
  },
};

const anchors: Readonly<Record<string, Readonly<Record<keyof typeof functions, number>>>> = {
  DE: { sphere: 5e-7, ellipsoid: 2e-3, rosenbrock: 6.9, rastrigin: 36 },
  CADE: { sphere: 5e-7, ellipsoid: 1.6e-3, rosenbrock: 6.6, rastrigin: 13 },
  jDE: { sphere: 3e-7, ellipsoid: 6e-4, rosenbrock: 6.7, rastrigin: 6.9 },
  SHADE: { sphere: 1.6e-9, ellipsoid: 2.2e-5, rosenbrock: 4.6, rastrigin: 5.8 },
};

async function medianOf(search: Search, of: (x: Float64Array) => number): Promise<number> {
  const bests: number[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    const start = randomStream(seed, 'start');
    const population = Array.from({ length: MEMBERS }, (_, member) =>
      Float64Array.from({ length: DIMENSIONS }, (_value, i) => -5 + 10 * start.uniform(member * DIMENSIONS + i)),
    );
    const evaluate = (vectors: readonly Float64Array[]): Promise<readonly number[]> => Promise.resolve(vectors.map(of));
    const fitness = await search(population, { evaluate, draws: drawsOf(randomStream(seed, 'search')) });
    bests.push(fitness[bestOf(fitness)] ?? Number.NaN);
  }
  return bests.sort((a, b) => a - b)[Math.floor(SEEDS / 2)] ?? Number.NaN;
}

describe('searches come as far as independent implementations with 5,000 evaluations', () => {
  for (const [name, search] of Object.entries(searches)) {
    for (const [problem, of] of Object.entries(functions) as [keyof typeof functions, (x: Float64Array) => number][]) {
      test(`${name} on ${problem}`, async () => {
        const anchor = anchors[name]?.[problem] ?? assert.fail();
        const median = await medianOf(search, of);
        const isSmooth = problem === 'sphere' || problem === 'ellipsoid';
        const [low, high] = isSmooth ? (name === 'CADE' ? [0.01, 100] : [0.1, 10]) : [0.5, 1.5];
        assert.ok(median >= anchor * low && median <= anchor * high, `${median}, measured elsewhere: ${anchor}`);
      });
    }
  }
});

test('draws go on where they were', () => {
  const stream = randomStream(3, 'draws');
  const first = drawsOf(stream);
  const taken = [first.next(), first.next(), first.next()];
  assert.equal(first.drawn, 3);
  assert.deepEqual([drawsOf(stream, 1).next(), drawsOf(stream, 2).next()], taken.slice(1));
});
