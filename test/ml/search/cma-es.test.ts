import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomStream } from '../../../src/base/random.js';
import { beginCma, defaultCmaSize, evolveCma, type CmaState } from '../../../src/ml/search/cma-es.js';
import { drawsOf } from '../../../src/ml/search/draws.js';

const DIMENSIONS = 10;
const EVALUATIONS = 5000;
const SEEDS = 7;

type Problem = (x: Float64Array) => number;

const problems: Readonly<Record<string, Problem>> = {
  sphere: (x) => x.reduce((sum, v) => sum + v * v, 0),
  ellipsoid: (x) => x.reduce((sum, v, i) => sum + 10 ** ((6 * i) / (DIMENSIONS - 1)) * v * v, 0),
  rosenbrock: (x) =>
    x.slice(1).reduce((sum, v, i) => sum + 100 * (v - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2, 0),
  rastrigin: (x) => x.reduce((sum, v) => sum + v * v - 10 * Math.cos(2 * Math.PI * v), 10 * DIMENSIONS),
};

const evaluateBy =
  (of: Problem) =>
  (vectors: readonly Float64Array[]): Promise<readonly number[]> =>
    Promise.resolve(vectors.map(of));

async function bestOf(of: Problem, seed: number): Promise<number> {
  const start = randomStream(seed, 'start');
  const mean = Float64Array.from({ length: DIMENSIONS }, (_, i) => -5 + 10 * start.uniform(i));
  const size = defaultCmaSize(DIMENSIONS);
  const draws = drawsOf(randomStream(seed, 'search'));
  let state: CmaState = beginCma(mean, 2);
  let best = Number.POSITIVE_INFINITY;
  for (let evaluations = 0; evaluations + size <= EVALUATIONS; evaluations += size) {
    const next = await evolveCma(state, size, { evaluate: evaluateBy(of), draws });
    best = Math.min(best, next.trials[0]?.fitness ?? Number.NaN);
    state = next;
  }
  return best;
}

describe('CMA-ES with 5,000 evaluations in ten dimensions, step 2, median of 7 seeds', () => {
  // pycma, measured elsewhere: 1e-15 and 8e-15 (where it stops), below 1e-4, and 15.
  const limits = { sphere: 1e-14, ellipsoid: 1e-13, rosenbrock: 1e-4, rastrigin: 22.5 };
  for (const [name, limit] of Object.entries(limits)) {
    test(`comes below ${limit} on ${name}`, async () => {
      const of = problems[name] ?? assert.fail();
      const bests = await Promise.all(Array.from({ length: SEEDS }, (_, seed) => bestOf(of, seed)));
      const median = bests.sort((a, b) => a - b)[Math.floor(SEEDS / 2)] ?? Number.NaN;
      assert.ok(median < limit, `${median}`);
    });
  }
});

test('CMA-ES goes on from a state and the count of its draws as if it had never stopped', async () => {
  const stream = randomStream(5, 'search');
  const evaluate = evaluateBy(problems['rosenbrock'] ?? assert.fail());
  const draws = drawsOf(stream);
  let state: CmaState = beginCma(new Float64Array(4), 1);
  let half = { state, drawn: 0 };
  for (let generation = 0; generation < 20; generation++) {
    half = generation === 10 ? { state, drawn: draws.drawn } : half;
    state = await evolveCma(state, 8, { evaluate, draws });
  }
  let resumed: CmaState = half.state;
  const rest = drawsOf(stream, half.drawn);
  for (let generation = 10; generation < 20; generation++) {
    resumed = await evolveCma(resumed, 8, { evaluate, draws: rest });
  }
  assert.deepEqual(resumed, state);
});

test('CMA-ES takes a candidate that has no fitness for the worst, and works in one dimension', async () => {
  const draws = drawsOf(randomStream(2, 'search'));
  let state: CmaState = beginCma(Float64Array.of(3), 1);
  const evaluate = (vectors: readonly Float64Array[]): Promise<readonly number[]> =>
    Promise.resolve(vectors.map(([x = 0], i) => (i === 0 ? Number.NaN : (x - 1) ** 2)));
  for (let generation = 0; generation < 60; generation++) {
    const next = await evolveCma(state, 6, { evaluate, draws });
    assert.equal(next.trials.at(-1)?.fitness, Number.POSITIVE_INFINITY);
    state = next;
  }
  assert.ok(Math.abs((state.mean[0] ?? 0) - 1) < 1e-6, String(state.mean[0]));
});
