import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import {
  beginEvolution,
  bestOf,
  evolveGeneration,
  type DifferentialEvolutionSettings,
} from '../../src/ml/search/differential-evolution.js';
import { donorDraws, donorTerms, type DonorRule } from '../../src/ml/search/donors.js';
import type { Draws } from '../../src/ml/search/draws.js';
import { beginJde, evolveJde } from '../../src/ml/search/jde.js';
import type { RateStrategy } from '../../src/base/search-names.js';
import { cosineRate, nextRates, type RateSettings } from '../../src/ml/search/rate-schedule.js';
import { beginShade, evolveShade } from '../../src/ml/search/shade.js';
import { binomialMask, donorVector, exponentialMask, vectorSpace } from '../../src/ml/search/vector-space.js';
import { goldenFolder } from './golden-folder.js';

type Vector = readonly number[];

interface GoldenSchedule {
  readonly name: string;
  readonly vmax: number;
  readonly vmin: number;
  readonly T: number;
  readonly epochs: Vector;
  readonly u: Vector;
  readonly cos: Vector;
  readonly cos_noise: Vector;
  readonly cos_signed: Vector;
  readonly adaptive_nsucc: Vector;
  readonly adaptive: readonly Vector[];
}

interface GoldenOperators {
  readonly population: readonly Vector[];
  readonly fitness: Vector;
  readonly best: number;
  readonly pbest: number;
  readonly archive: readonly Vector[];
  readonly cases: readonly {
    readonly kind: string;
    readonly target: number;
    readonly F: number;
    readonly K: number;
    readonly r: Vector;
    readonly donor: Vector;
    readonly CR: number;
    readonly u: Vector;
    readonly jrand: number;
    readonly binomial_jrand: Vector;
    readonly binomial_plain: Vector;
    readonly exp_start: number;
    readonly exp_u: Vector;
    readonly exponential: Vector;
  }[];
}

interface GoldenRun {
  readonly name: string;
  readonly function: string;
  readonly algorithm: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly generations: number;
  readonly P0: readonly Vector[];
  readonly u: Vector;
  readonly final_population: readonly Vector[];
  readonly final_fitness: Vector;
  readonly best_history: Vector;
  readonly extra: readonly Vector[] | Readonly<Record<string, Vector | number>>;
}

interface Golden {
  readonly schedules?: readonly GoldenSchedule[];
  readonly operators?: GoldenOperators;
  readonly runs?: readonly GoldenRun[];
}

const { folder, skip } = goldenFolder('evolve');
const file = path.join(folder, 'de.json');
const golden = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Golden) : {};
const reason = skip === false && !existsSync(file) ? 'no evolve/de.json' : skip;

/** Draws from a stored list; says how many were taken, and fails beyond its end. */
function storedDraws(values: Vector, start = 0): Draws {
  let drawn = start;
  return {
    get drawn() {
      return drawn - start;
    },
    next() {
      const value = values[drawn];
      assert.ok(value !== undefined, 'more numbers were drawn than are stored');
      drawn += 1;
      return value;
    },
  };
}

function assertClose(got: ArrayLike<number>, expected: Vector, tolerance: number, what = ''): void {
  assert.equal(got.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs((got[i] ?? Number.NaN) - value);
    assert.ok(difference <= tolerance * Math.max(1, Math.abs(value)), `${what}[${i}]: ${got[i]}, expected ${value}`);
  }
}

const functions: Readonly<Record<string, (x: Float64Array) => number>> = {
  sphere: (x) => x.reduce((sum, v) => sum + v * v, 0),
  rastrigin: (x) => x.reduce((sum, v) => sum + v * v - 10 * Math.cos(2 * Math.PI * v), 10 * x.length),
  rosenbrock: (x) =>
    x.slice(1).reduce((sum, v, i) => sum + 100 * (v - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2, 0),
  step: (x) => x.reduce((sum, v) => sum + Math.floor(v + 0.5) ** 2, 0),
};

const number = (value: unknown): number => (typeof value === 'number' ? value : assert.fail(String(value)));

describe('schedules of F and CR', { skip: reason }, () => {
  for (const { name, vmax, vmin, T, epochs, u, ...expected } of golden.schedules ?? []) {
    test(`${name} are within 1e-12 of the golden ones`, () => {
      const tolerance = 1e-12 * Math.max(vmax, vmin);
      const near = (got: number, wanted: number | undefined, what: string): void => {
        assert.ok(Math.abs(got - (wanted ?? Number.NaN)) <= tolerance, `${what}: ${got}, expected ${wanted}`);
      };
      const settings = (strategy: RateStrategy): RateSettings => ({
        strategy,
        firstScale: vmax,
        firstRate: vmax,
        floor: vmin,
        period: T,
      });
      const rates = { scale: vmax, rate: vmax, changedAt: 0 };
      for (const [i, epoch] of epochs.entries()) {
        near(cosineRate(epoch, vmax, { floor: vmin, period: T }), expected.cos[i], `cos[${i}]`);
        const told = { generation: epoch, accepted: 5 };
        const noise = nextRates(rates, told, { settings: settings('noise'), draws: storedDraws([u[i] ?? 0, 0]) });
        near(noise.scale, expected.cos_noise[i], `cos_noise[${i}]`);
        const signed = nextRates(rates, told, { settings: settings('signed'), draws: storedDraws([]) });
        near(signed.scale, expected.cos_signed[i], `cos_signed[${i}]`);
      }
    });

    test(`${name}, adaptive, is within 1e-12 of the golden one`, () => {
      // The golden file fixes these two for its adaptive part.
      const settings: RateSettings = {
        strategy: 'adaptive',
        firstScale: vmax,
        firstRate: vmax,
        floor: 1e-9,
        period: 5,
      };
      const tolerance = 1e-12 * Math.max(vmax, 1e-9);
      let rates = { scale: vmax, rate: vmax, changedAt: 0 };
      for (const [i, generation] of epochs.entries()) {
        // Both numbers of a generation are taken even when they go unused.
        const draws = storedDraws(u, 2 * generation - 2);
        rates = nextRates(rates, { generation, accepted: expected.adaptive_nsucc[i] ?? 0 }, { settings, draws });
        const [scale = Number.NaN, rate = Number.NaN] = expected.adaptive[i] ?? [];
        assert.ok(
          Math.abs(rates.scale - scale) <= tolerance && Math.abs(rates.rate - rate) <= tolerance,
          `${generation}`,
        );
      }
    });
  }
});

describe('donors and crossovers', { skip: reason }, () => {
  const { population = [], fitness = [], archive = [], best = 0, pbest = 0, cases = [] } = golden.operators ?? {};
  const members = [...population, ...archive].map((one) => Float64Array.from(one));
  const member = (index: number): Float64Array => members[index] ?? assert.fail(`no member ${index}`);
  for (const [i, one] of cases.entries()) {
    test(`${one.kind} (case ${i}) is within 1e-12 of the golden one`, () => {
      const rule = one.kind as DonorRule;
      assert.ok(rule in donorDraws, `a donor rule that is not known: ${rule}`);
      const current = member(one.target);
      const terms = donorTerms(rule, {
        current,
        drawn: one.r.map(member),
        fitness: one.r.map((index) => fitness[index] ?? Number.NaN),
        best: member(best),
        pbest: member(pbest),
        scale: one.F,
        pull: one.K,
      });
      const donor = donorVector(terms, current.length);
      assertClose(donor, one.donor, 1e-12, 'donor');
      const crossed = (mask: Uint8Array): Float64Array =>
        current.map((value, j) => (mask[j] === 1 ? (donor[j] ?? 0) : value));
      const plain = binomialMask(current.length, { rate: one.CR, forced: 'none', draws: storedDraws(one.u) });
      assertClose(crossed(plain), one.binomial_plain, 1e-12, 'binomial');
      // A uniform that floor(u n) makes the index of.
      const forced = [(one.jrand + 0.5) / current.length, ...one.u];
      const withIndex = binomialMask(current.length, { rate: one.CR, forced: 'before', draws: storedDraws(forced) });
      assertClose(crossed(withIndex), one.binomial_jrand, 1e-12, 'binomial with a forced index');
      const start = (one.exp_start + 0.5) / current.length;
      const exponential = exponentialMask(current.length, one.CR, storedDraws([start, ...one.exp_u]));
      assertClose(crossed(exponential), one.exponential, 1e-12, 'exponential');
    });
  }
});

describe('whole runs', { skip: reason }, () => {
  for (const [i, run] of (golden.runs ?? []).entries()) {
    test(`${run.name} on ${run.function} (run ${i}) is within 1e-11 of the golden one, with as many draws`, async () => {
      const fitnessOf = functions[run.function] ?? assert.fail(`a function that is not known: ${run.function}`);
      const evaluate = (vectors: readonly Float64Array[]): Promise<readonly number[]> =>
        Promise.resolve(vectors.map(fitnessOf));
      const draws = storedDraws(run.u);
      const space = vectorSpace();
      const population: readonly Float64Array[] = run.P0.map((one) => Float64Array.from(one));
      const fitness = population.map(fitnessOf);
      const history = [fitness[bestOf(fitness)] ?? Number.NaN];
      const { parameters } = run;
      let end: { readonly population: readonly Float64Array[]; readonly fitness: readonly number[] };
      if (run.algorithm === 'jde') {
        const settings = {
          scale: number(parameters['F0']),
          rate: number(parameters['CR0']),
          scaleChance: number(parameters['tau1']),
          rateChance: number(parameters['tau2']),
          scaleFrom: number(parameters['Fl']),
          scaleRange: number(parameters['Fu']),
        };
        let state = beginJde(population, fitness, settings);
        for (let generation = 0; generation < run.generations; generation++) {
          state = await evolveJde(state, settings, { space, evaluate, draws });
          history.push(state.fitness[bestOf(state.fitness)] ?? Number.NaN);
        }
        const extra = run.extra as Readonly<Record<string, Vector>>;
        assertClose(state.scales, extra['F'] ?? [], 1e-11, 'F');
        assertClose(state.rates, extra['CR'] ?? [], 1e-11, 'CR');
        end = state;
      } else if (run.algorithm === 'shade') {
        const settings = { memory: number(parameters['H']), largestShare: number(parameters['pmax']) };
        let state = beginShade(population, fitness, settings);
        for (let generation = 0; generation < run.generations; generation++) {
          state = await evolveShade(state, settings, { space, evaluate, draws });
          history.push(state.fitness[bestOf(state.fitness)] ?? Number.NaN);
        }
        const extra = run.extra as Readonly<Record<string, Vector | number>>;
        assertClose(state.scales, extra['M_F'] as Vector, 1e-11, 'M_F');
        assertClose(state.rates, extra['M_CR'] as Vector, 1e-11, 'M_CR');
        assert.equal(state.archive.length, extra['archive']);
        end = state;
      } else {
        const settings: DifferentialEvolutionSettings = {
          donor: parameters['donor'] as DonorRule,
          crossover: 'binomial',
          isForced: parameters['jrand'] === true,
          mode: parameters['mode'] as 'sync' | 'async',
          acceptsEqual: parameters['accept'] === '<=',
          rates: {
            strategy: parameters['strategy'] as RateStrategy,
            firstScale: number(parameters['F0']),
            firstRate: number(parameters['CR0']),
            floor: number(parameters['vmin'] ?? 0),
            period: number(parameters['T'] ?? 1),
          },
        };
        let state = beginEvolution(population, fitness, settings);
        for (let generation = 0; generation < run.generations; generation++) {
          const next = await evolveGeneration(state, settings, { space, evaluate, draws });
          const accepted = next.trials.filter(({ isAccepted }) => isAccepted).length;
          const told = [next.used.scale, next.used.rate, accepted];
          assertClose(told, (run.extra as readonly Vector[])[generation] ?? [], 1e-11, `generation ${generation}`);
          history.push(next.fitness[bestOf(next.fitness)] ?? Number.NaN);
          state = next;
        }
        end = state;
      }
      assertClose(history, run.best_history, 1e-11, 'history');
      assertClose(end.fitness, run.final_fitness, 1e-11, 'fitness');
      for (const [index, expected] of run.final_population.entries()) {
        assertClose(end.population[index] ?? [], expected, 1e-11, `member ${index}`);
      }
      assert.equal(draws.drawn, run.u.length);
    });
  }
});
