import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { bestOf, type Trial } from '../../src/ml/search/differential-evolution.js';
import type { Draws } from '../../src/ml/search/draws.js';
import { evolveEvolver, evolveMergedEvolver, roundFitness } from '../../src/ml/search/evolver.js';
import type { EvolverState, MergedEvolverState } from '../../src/ml/search/evolver.js';
import { vectorSpace } from '../../src/ml/search/vector-space.js';
import { goldenFolder } from './golden-folder.js';

type Vector = readonly number[];

interface GoldenCase {
  readonly mode: string;
  readonly seed: number;
  readonly F: number;
  readonly CR: number;
  readonly maxGenerations: number;
  readonly decimals: number;
  readonly population: readonly Vector[];
  readonly target: Vector;
  readonly draws: readonly (PlainDraws | MergedDraws)[];
  readonly trace: readonly {
    readonly generation: number;
    readonly individual: number;
    readonly partner: number;
    readonly score: number;
    readonly kept: number;
  }[];
  readonly result: Vector;
  readonly finalPopulation: readonly Vector[];
}
interface PlainDraws {
  readonly u: number;
  readonly k: number;
  readonly r: Vector;
}
interface MergedDraws {
  readonly order: Vector;
  readonly k: Readonly<Record<string, number>>;
  readonly r: Readonly<Record<string, Vector>>;
}

const TOLERANCE = 1e-12;
const { folder, skip } = goldenFolder('evolve');
const file = path.join(folder, 'evolver.json');
const cases = existsSync(file)
  ? ((JSON.parse(readFileSync(file, 'utf8')) as { readonly cases?: readonly GoldenCase[] }).cases ?? [])
  : [];
const reason = skip === false && !existsSync(file) ? 'no evolve/evolver.json' : skip;

/** A uniform that `floor(u n)` makes this index of. */
const uniformOf = (index: number, of: number): number => (index + 0.5) / of;

/** The uniforms by which a partial Fisher-Yates shuffle of 0, 1, … gives an order. */
function uniformsOfOrder(order: Vector): number[] {
  const left = order.map((_, index) => index);
  return order.map((wanted, t) => {
    const from = left.indexOf(wanted, t);
    [left[t], left[from]] = [left[from] ?? 0, left[t] ?? 0];
    return uniformOf(from - t, order.length - t);
  });
}

/** What a case draws, in the order in which the search asks. */
function uniformsOf({ draws, population }: GoldenCase): readonly number[] {
  const others = population.length - 1;
  return draws.flatMap((one) =>
    'order' in one
      ? [
          ...uniformsOfOrder(one.order),
          ...one.order.flatMap((index) => [uniformOf(one.k[index] ?? Number.NaN, others), ...(one.r[index] ?? [])]),
        ]
      : [one.u, uniformOf(one.k, others), ...one.r],
  );
}

function drawsOf(values: readonly number[]): Draws {
  let drawn = 0;
  return {
    get drawn() {
      return drawn;
    },
    next() {
      const value = values[drawn];
      assert.ok(value !== undefined, 'more numbers were drawn than are stored');
      drawn += 1;
      return value;
    },
  };
}

function assertClose(got: ArrayLike<number>, expected: Vector, what: string): void {
  assert.equal(got.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs((got[i] ?? Number.NaN) - value);
    assert.ok(difference <= TOLERANCE * Math.max(1, Math.abs(value)), `${what}[${i}]: ${got[i]}, expected ${value}`);
  }
}

/** The average, the merger of the golden cases. */
function average(population: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(population[0]?.length ?? 0);
  for (const member of population) {
    member.forEach((value, i) => {
      sum[i] = (sum[i] ?? 0) + value / population.length;
    });
  }
  return sum;
}

describe('Evolver', { skip: reason }, () => {
  for (const [i, one] of cases.entries()) {
    test(`${one.mode}, seed ${one.seed} (case ${i}): every partner, score and decision, and the end within 1e-12`, async () => {
      assert.ok(['plain', 'merger (mean)'].includes(one.mode), `a mode that is not known: ${one.mode}`);
      const isPlain = one.mode === 'plain';
      const settings = { scale: one.F, rate: one.CR, generations: one.maxGenerations, decimals: one.decimals };
      const fitnessOf = (x: Float64Array): number =>
        x.reduce((sum, value, j) => sum + (value - (one.target[j] ?? Number.NaN)) ** 2, 0) / x.length;
      const rounded = (x: Float64Array): number => roundFitness(fitnessOf(x), one.decimals);
      const draws = drawsOf(uniformsOf(one));
      const trials: Trial<Float64Array>[] = [];
      const shared = { space: vectorSpace(), draws, onTrial: (trial: Trial<Float64Array>) => void trials.push(trial) };
      const start: readonly Float64Array[] = one.population.map((member) => Float64Array.from(member));
      let population = start;
      let result: Float64Array;
      if (isPlain) {
        let state: EvolverState<Float64Array> = { generation: 0, population, fitness: population.map(rounded) };
        while (state.generation < one.maxGenerations) {
          const evaluate = (all: readonly Float64Array[]): Promise<readonly number[]> =>
            Promise.resolve(all.map(fitnessOf));
          state = await evolveEvolver(state, settings, { ...shared, evaluate });
        }
        population = state.population;
        result = population[bestOf(state.fitness)] ?? assert.fail('nothing is left');
      } else {
        let state: MergedEvolverState<Float64Array> = {
          generation: 0,
          population,
          fitness: rounded(average(population)),
        };
        while (state.generation < one.maxGenerations) {
          const evaluate = (all: readonly Float64Array[]): Promise<number> => Promise.resolve(fitnessOf(average(all)));
          state = await evolveMergedEvolver(state, settings, { ...shared, evaluate });
        }
        population = state.population;
        result = average(population);
      }
      assert.equal(trials.length, one.trace.length);
      const kept = isPlain ? start.map(rounded) : [rounded(average(start))];
      for (const [t, expected] of one.trace.entries()) {
        const trial = trials[t] ?? assert.fail();
        assert.deepEqual([trial.index, ...trial.parents], [expected.individual, expected.partner], `trial ${t}`);
        const place = isPlain ? trial.index : 0;
        kept[place] = trial.isAccepted ? trial.fitness : (kept[place] ?? Number.NaN);
        assertClose([-trial.fitness, -(kept[place] ?? 0)], [expected.score, expected.kept], `scores of trial ${t}`);
      }
      for (const [index, expected] of one.finalPopulation.entries()) {
        assertClose(population[index] ?? [], expected, `member ${index}`);
      }
      assertClose(result, one.result, 'result');
      assert.equal(draws.drawn, uniformsOf(one).length);
    });
  }
});
