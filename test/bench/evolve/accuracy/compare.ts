import { randomStream } from '../../../../src/base/random.js';
import { beginCma, defaultCmaSize, evolveCma, type CmaState } from '../../../../src/ml/search/cma-es.js';
import { bestOf } from '../../../../src/ml/search/differential-evolution.js';
import { drawsOf } from '../../../../src/ml/search/draws.js';
import {
  evolveEvolver,
  evolveMergedEvolver,
  roundFitness,
  type EvolverState,
  type MergedEvolverState,
} from '../../../../src/ml/search/evolver.js';
import { vectorSpace } from '../../../../src/ml/search/vector-space.js';
import { mergingOf } from './merging.js';
import { rowNames, type Row } from './rows.js';
import type { Study } from './study.js';

/** Evolver as published. */
const EVOLVER = { scale: 0.5, rate: 0.5, generations: 15, decimals: 5 };
/** What every tuned method may score. */
const BUDGET = 45;
const RATIO = 0.1;
const RATIOS = [0.05, 0.1, 0.2];
const DENSITIES = [0.1, 0.2, 0.5];
const steps = (count: number, to: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => ((i + 1) * to) / count);
/** .1 to 1.5, as many as the equal budget has, and .2 to 3. */
const SHORT_GRID = steps(15, 1.5);
const LONG_GRID = steps(BUDGET, 1.5);
const WIDE_GRID = steps(15, 3);

/** Everything that one model can be made of a study's specialists by, each chosen on validation and scored on test once. */
export async function compareAll(study: Study, seed: number): Promise<readonly Row[]> {
  const { base, specialists } = study;
  const merging = mergingOf(study);
  const scored = (weights: Float32Array): number => study.score(weights, 'validation');
  const row = (name: string, weights: Float32Array, evaluations: number): Row => {
    const [dev, test] = [scored(weights), study.score(weights, 'test')];
    return { name, dev, test, evaluations };
  };
  /** The best of some on validation, the first of equals. */
  const best = (name: string, candidates: readonly (() => Float32Array)[]): Row => {
    const scores = candidates.map((make) => scored(make()));
    const make = candidates[bestOf(scores.map((score) => -score))] ?? candidates[0];
    return row(name, make?.() ?? base, candidates.length);
  };
  const uniform = (weight: number) => (): Float32Array =>
    merging.taskArithmetic(
      specialists,
      specialists.map(() => weight),
    );
  const pcbOf = (ratio: number, lambda: number) => (): Float32Array => merging.pcb(specialists, ratio, lambda);
  const pcbGrid = RATIOS.flatMap((ratio) => WIDE_GRID.map((lambda) => ({ ratio, lambda })));
  const pcbScores = pcbGrid.map(({ ratio, lambda }) => scored(pcbOf(ratio, lambda)()));
  const tuned = pcbGrid[bestOf(pcbScores.map((score) => -score))] ?? { ratio: RATIO, lambda: 1 };

  const evolver = await evolvePlain(study, seed);
  const onPcb = (ratio: number, lambda: number): ReturnType<typeof evolveMerged> =>
    evolveMerged(study, seed, (models) => merging.pcb(models, ratio, lambda));
  const published = await onPcb(RATIO, 1);
  const onTuned = await onPcb(tuned.ratio, tuned.lambda);
  const lambdas = await evolveLambdas(study, seed, {
    start: 1 / specialists.length,
    step: 0.1,
    merge: (weights) => merging.taskArithmetic(specialists, weights),
  });
  const pcbLambdas = await evolveLambdas(study, seed, {
    start: 1,
    step: 0.25,
    merge: (weights) => merging.pcb(specialists, RATIO, weights),
  });
  return [
    row('base', base, 0),
    best(
      rowNames.single,
      specialists.map((one) => () => one),
    ),
    row(rowNames.average, merging.average(specialists), 0),
    best('task arithmetic, 15 lambdas', SHORT_GRID.map(uniform)),
    best(rowNames.taskArithmetic, LONG_GRID.map(uniform)),
    row('TIES .2, lambda 1', merging.ties(specialists, 0.2, 1), 0),
    best(
      'TIES .2, 15 lambdas',
      WIDE_GRID.map((lambda) => () => merging.ties(specialists, 0.2, lambda)),
    ),
    best(
      'TIES, 3 densities x 15 lambdas',
      DENSITIES.flatMap((density) => WIDE_GRID.map((lambda) => () => merging.ties(specialists, density, lambda))),
    ),
    row(rowNames.pcb, pcbOf(RATIO, 1)(), 0),
    best(
      'PCB .1, 15 lambdas',
      WIDE_GRID.map((lambda) => pcbOf(RATIO, lambda)),
    ),
    row(rowNames.tunedPcb, pcbOf(tuned.ratio, tuned.lambda)(), pcbGrid.length),
    row(rowNames.evolver, evolver.weights, evolver.evaluations),
    row(rowNames.evolverPcb, published.weights, published.evaluations),
    row(rowNames.evolverTunedPcb, onTuned.weights, onTuned.evaluations),
    row(rowNames.evolvedTaskArithmetic, lambdas.weights, lambdas.evaluations),
    row(rowNames.evolvedPcb, pcbLambdas.weights, pcbLambdas.evaluations),
  ];
}

interface Found {
  readonly weights: Float32Array;
  readonly evaluations: number;
}

/** Scores as the released code rounds them: shares, not percent; lower is better. */
const fitnessOf = (study: Study, weights: Float32Array): number => -study.score(weights, 'validation') / 100;

/** Evolver without a merger: the best individual of the last generation. */
async function evolvePlain(study: Study, seed: number): Promise<Found> {
  const population = study.specialists.map((one) => Float64Array.from(one));
  const evaluate = (all: readonly Float64Array[]): Promise<readonly number[]> =>
    Promise.resolve(all.map((one) => fitnessOf(study, Float32Array.from(one))));
  const first = (await evaluate(population)).map((fitness) => roundFitness(fitness, EVOLVER.decimals));
  const options = { space: vectorSpace(), evaluate, draws: drawsOf(randomStream(seed, 'evolver')) };
  let state: EvolverState<Float64Array> = { generation: 0, population, fitness: first };
  while (state.generation < EVOLVER.generations) {
    state = await evolveEvolver(state, EVOLVER, options);
  }
  const found = state.population[bestOf(state.fitness)] ?? new Float64Array();
  return { weights: Float32Array.from(found), evaluations: population.length * (EVOLVER.generations + 1) };
}

/** Evolver on top of a merge: what the last population merges to. */
async function evolveMerged(
  study: Study,
  seed: number,
  merge: (models: readonly Float64Array[]) => Float32Array,
): Promise<Found> {
  const population: readonly Float64Array[] = study.specialists.map((one) => Float64Array.from(one));
  const evaluate = (models: readonly Float64Array[]): Promise<number> =>
    Promise.resolve(fitnessOf(study, merge(models)));
  const options = { space: vectorSpace(), evaluate, draws: drawsOf(randomStream(seed, 'evolver merged')) };
  const fitness = roundFitness(await evaluate(population), EVOLVER.decimals);
  let state: MergedEvolverState<Float64Array> = { generation: 0, population, fitness };
  while (state.generation < EVOLVER.generations) {
    state = await evolveMergedEvolver(state, EVOLVER, options);
  }
  return { weights: merge(state.population), evaluations: population.length * EVOLVER.generations + 1 };
}

/**
 * A lambda for each task by CMA-ES, within the budget; the best that was scored, the start and the last mean among them. Its
 * first steps were chosen on the validation sets of seeds 100 to 102, which aren't reported.
 */
async function evolveLambdas(
  study: Study,
  seed: number,
  options: {
    readonly start: number;
    readonly step: number;
    readonly merge: (lambdas: readonly number[]) => Float32Array;
  },
): Promise<Found> {
  const tasks = study.specialists.length;
  const size = defaultCmaSize(tasks);
  const draws = drawsOf(randomStream(seed, 'lambdas'));
  const merge = (vector: Float64Array): Float32Array => options.merge([...vector]);
  const evaluate = (all: readonly Float64Array[]): Promise<readonly number[]> =>
    Promise.resolve(all.map((one) => fitnessOf(study, merge(one))));
  const tried: { readonly vector: Float64Array; readonly fitness: number }[] = [];
  const tryOne = async (vector: Float64Array): Promise<void> => {
    const [fitness = Number.NaN] = await evaluate([vector]);
    tried.push({ vector, fitness });
  };
  let state: CmaState = beginCma(new Float64Array(tasks).fill(options.start), options.step);
  await tryOne(state.mean);
  // One is left for the last mean.
  while (tried.length + size < BUDGET) {
    const next = await evolveCma(state, size, { evaluate, draws });
    tried.push(...next.trials);
    state = next;
  }
  await tryOne(state.mean);
  const best = tried[bestOf(tried.map(({ fitness }) => fitness))];
  return { weights: merge(best?.vector ?? state.mean), evaluations: tried.length };
}
