import { beginCma, defaultCmaSize, evolveCma, type CmaState } from '../../../ml/search/cma-es.js';
import {
  beginEvolution,
  evolveGeneration,
  type DifferentialEvolutionSettings,
  type EvolutionState,
} from '../../../ml/search/differential-evolution.js';
import { evolveEvolver, evolveMergedEvolver, roundFitness, type EvolverSettings } from '../../../ml/search/evolver.js';
import { beginJde, evolveJde, type JdeState } from '../../../ml/search/jde.js';
import type { IndividualId } from '../../../ml/search/lineage.js';
import { beginShade, evolveShade, type ShadeState } from '../../../ml/search/shade.js';
import type { AlgorithmSpec } from '../spec/algorithm-schema.js';
import { leastMembers } from '../spec/least-members.js';
import type { EvolveSpec } from '../spec/schema.js';
import type { Algorithm } from './algorithm.js';

/** What an algorithm must know besides its own settings. */
export interface AlgorithmOptions {
  readonly spec: EvolveSpec;
  /** Members of the population. */
  readonly size: number;
  /** CR where the file names none. */
  readonly defaultRate: number;
  /** Where a distribution begins, and its first step; undefined where individuals aren't vectors. */
  readonly start: { readonly mean: Float64Array; readonly step: number; readonly trials: number } | undefined;
}

/** jDE's constants (Brest et al. 2006). */
const JDE = { scaleChance: 0.1, rateChance: 0.1, scaleFrom: 0.1, scaleRange: 0.9 };

/** Members of a population that nobody gave a size: 4 + 3 ln n, and what the algorithm needs. */
export function defaultSize(dimensions: number, algorithm: AlgorithmSpec): number {
  return Math.max(defaultCmaSize(dimensions), leastMembers(algorithm));
}

/** The algorithm that an experiment names. */
export function createAlgorithm(options: AlgorithmOptions): Algorithm {
  const { spec, size, defaultRate, start } = options;
  const { algorithm } = spec;
  const period = (given: number | undefined): number => given ?? Math.max(1, Math.floor(spec.generations / 2));
  switch (algorithm.name) {
    case 'evolver':
      return evolver(
        {
          scale: algorithm.F,
          rate: algorithm.CR,
          generations: spec.generations,
          decimals: algorithm.decimals,
        },
        { size, isMerged: spec.merge !== undefined && spec.individuals.type === 'checkpoints' },
      );
    case 'cade': {
      const { F, CR = defaultRate, strategy, floor, mode } = algorithm;
      return differential(
        {
          donor: 'cade',
          crossover: 'binomial',
          isForced: false,
          mode,
          acceptsEqual: false,
          rates: { strategy, firstScale: F, firstRate: CR, floor, period: period(algorithm.period) },
        },
        size,
      );
    }
    case 'de': {
      const { donor, crossover, F, CR, K, strategy, floor, mode } = algorithm;
      return differential(
        {
          donor,
          crossover,
          isForced: true,
          mode,
          acceptsEqual: true,
          rates: { strategy, firstScale: F, firstRate: CR, floor, period: period(algorithm.period) },
          pull: K,
        },
        size,
      );
    }
    case 'jde':
      return jde({ scale: algorithm.F, rate: algorithm.CR, ...JDE }, size);
    case 'shade':
      return shade({ memory: algorithm.memory ?? size, largestShare: algorithm.best_share }, size);
    case 'cma-es':
      if (start === undefined) {
        throw new RangeError('a distribution is over vectors');
      }
      return cma(start);
  }
}

function differential(settings: DifferentialEvolutionSettings, size: number): Algorithm {
  return {
    trials: size,
    begin(population, fitness) {
      const inner = beginEvolution(population, fitness, settings);
      return { population, fitness, others: [], inner };
    },
    async next({ inner }, tools) {
      const next = await evolveGeneration(inner as EvolutionState<IndividualId>, settings, tools);
      const { generation, population, fitness, rates } = next;
      return { population, fitness, others: [], inner: { generation, population, fitness, rates } };
    },
  };
}

function jde(settings: Parameters<typeof beginJde>[2], size: number): Algorithm {
  return {
    trials: size,
    begin: (population, fitness) => ({
      population,
      fitness,
      others: [],
      inner: beginJde(population, fitness, settings),
    }),
    async next({ inner }, tools) {
      const next = await evolveJde(inner as JdeState<IndividualId>, settings, tools);
      return { population: next.population, fitness: next.fitness, others: [], inner: next };
    },
  };
}

function shade(settings: Parameters<typeof beginShade>[2], size: number): Algorithm {
  return {
    trials: size,
    begin: (population, fitness) => ({
      population,
      fitness,
      others: [],
      inner: beginShade(population, fitness, settings),
    }),
    async next({ inner }, tools) {
      const next = await evolveShade(inner as ShadeState<IndividualId>, settings, tools);
      return { population: next.population, fitness: next.fitness, others: next.archive, inner: next };
    },
  };
}

function evolver(
  settings: EvolverSettings,
  { size, isMerged }: { readonly size: number; readonly isMerged: boolean },
): Algorithm {
  return {
    trials: size,
    begin: (population, fitness) => ({
      population,
      fitness: fitness.map((one) => roundFitness(one, settings.decimals)),
      others: [],
      inner: { generation: 0 },
    }),
    async next({ population, fitness, inner }, tools) {
      const { generation } = inner as { readonly generation: number };
      const { evaluateMerged } = tools;
      if (isMerged && evaluateMerged !== undefined) {
        const [running = Number.POSITIVE_INFINITY] = fitness;
        const state = { generation, population, fitness: running };
        const next = await evolveMergedEvolver(state, settings, { ...tools, evaluate: evaluateMerged });
        return {
          population: next.population,
          fitness: [next.fitness],
          others: [],
          inner: { generation: next.generation },
        };
      }
      const next = await evolveEvolver({ generation, population, fitness }, settings, tools);
      return {
        population: next.population,
        fitness: next.fitness,
        others: [],
        inner: { generation: next.generation },
      };
    },
  };
}

/** CMA-ES keeps a distribution; its trials are individuals, of which none lives on. */
function cma({ mean, step, trials }: NonNullable<AlgorithmOptions['start']>): Algorithm {
  return {
    trials,
    begin: () => ({ population: [], fitness: [], others: [], inner: beginCma(mean, step) }),
    async next({ inner: state }, tools) {
      const ids: IndividualId[] = [];
      const scores: number[] = [];
      const next = await evolveCma(state as CmaState, trials, {
        draws: tools.draws,
        evaluate: async (vectors) => {
          ids.push(...vectors.map((vector) => tools.add(vector)));
          scores.push(...(await tools.evaluate(ids)));
          return scores;
        },
      });
      // The better half moves the mean.
      const parents = [...scores.keys()]
        .sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b)
        .slice(0, Math.floor(trials / 2));
      for (const [index, individual] of ids.entries()) {
        const fitness = scores[index] ?? Number.POSITIVE_INFINITY;
        tools.onTrial({ index, individual, fitness, isAccepted: parents.includes(index) });
      }
      const { generation, mean, step, covariance, path, stepPath } = next;
      const inner: CmaState = { generation, mean, step, covariance, path, stepPath };
      return { population: [], fitness: [], others: [], inner };
    },
  };
}
