import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createOptimizer } from '../../src/ml/optimizers/create-optimizer.js';
import { makeUpdateRule } from '../../src/ml/optimizers/make-update-rule.js';
import type { Part } from '../../src/ml/optimizers/update-rule.js';
import { plainMemory } from '../../src/ml/optimizers/vector-memory.js';
import { testedBackends, useTestedBackend } from '../rig/backends.js';
import { goldenFolder } from './golden-folder.js';
import {
  type GoldenCase,
  type GoldenFile,
  type GoldenProblem,
  type GoldenRun,
  partSizes,
  readDescription,
} from './optimizers/golden-case.js';
import { gradient64, gradientTensor, loss64, lossTensor } from './optimizers/golden-problem.js';

const { folder, skip } = goldenFolder('optimizers');
const file = path.join(folder, 'optimizers.json');
const golden = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GoldenFile) : undefined;
const reason = skip === false && golden === undefined ? 'no optimizers.json' : skip;

/** What the figures allow in 32 bits, by the reference's name of the optimizer. */
const looser: Readonly<Record<string, number>> = { DoWG: 3e-4, Prodigy: 3e-4, DAdaptAdam: 4e-3 };

/** The largest of `|got - exp| / max(1, |exp|)`; NaN counts as infinitely far. */
function distance(got: ArrayLike<number>, expected: readonly number[]): number {
  assert.equal(got.length, expected.length);
  let largest = 0;
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs((got[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
    largest = difference <= largest ? largest : Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

/** Collects how far a trajectory strays from the golden one, and asserts at its end. */
class Comparison {
  readonly #expected: GoldenRun;
  readonly #tolerance: number;
  #compared = 0;

  constructor(expected: GoldenRun, tolerance: number) {
    this.#expected = expected;
    this.#tolerance = tolerance;
  }

  #check(what: string, step: number, got: ArrayLike<number>, expected: readonly number[] | undefined): void {
    const far = distance(got, expected ?? assert.fail(`no ${what} of step ${step}`));
    assert.ok(far <= this.#tolerance, `${what} of step ${step} is off by ${far}, allowed are ${this.#tolerance}`);
    this.#compared++;
  }

  point(step: number, weights: ArrayLike<number>, loss: number): void {
    this.#check('the point', step, weights, this.#expected.traj[step]);
    this.#check('the loss', step, [loss], this.#expected.loss.slice(step, step + 1));
  }

  step(step: number, adapted: number | undefined, averaged: ArrayLike<number> | undefined): void {
    const { d, averaged: average } = this.#expected;
    if (d !== undefined) {
      this.#check('the adapted scalar', step, [adapted ?? Number.NaN], d.slice(step - 1, step));
    }
    if (average !== undefined) {
      this.#check('the average', step, averaged ?? [], average[step - 1]);
    }
  }

  /** All that the file holds was looked at. */
  end(): void {
    const { traj, loss, d, averaged } = this.#expected;
    assert.equal(this.#compared, traj.length + loss.length + (d?.length ?? 0) + (averaged?.length ?? 0));
  }
}

function runReference(one: GoldenCase, problem: GoldenProblem): void {
  const expected = one.float64;
  const comparison = new Comparison(expected, 1e-11);
  const weights = Float64Array.from(expected.traj[0] ?? []);
  const description = readDescription(one);
  let start = 0;
  const parts: Part[] = partSizes(one, weights.length).map((size) => {
    start += size;
    return { start: start - size, end: start, weightDecay: description.weight_decay, rateFactor: 1 };
  });
  const rule = makeUpdateRule(description, { weights, parts, memory: plainMemory(64) });
  comparison.point(0, weights, loss64(problem, weights));
  for (let step = 1; step < expected.traj.length; step++) {
    const gradient = gradient64(problem, weights);
    const { adapted } = rule.step({ weights, gradient, step, scheduled: 1 });
    comparison.point(step, weights, loss64(problem, weights));
    comparison.step(step, adapted, rule.evaluated);
  }
  comparison.end();
}

async function runTensors(one: GoldenCase, problem: GoldenProblem, kernels: 'simd' | 'plain'): Promise<void> {
  const expected = one.float32;
  const comparison = new Comparison(expected, looser[one.optimizer] ?? 5e-6);
  const initial = expected.traj[0] ?? [];
  let start = 0;
  const weights = partSizes(one, initial.length).map((size, i) => {
    start += size;
    const variable = tf.variable(tf.tensor1d(initial.slice(start - size, start)));
    return { name: `part${i}`, variable, isTrainable: true };
  });
  const point = (): tf.Tensor1D => tf.concat1d(weights.map(({ variable }) => variable));
  const values = (): Float32Array => tf.tidy(() => point().dataSync<'float32'>());
  const loss = (): number => tf.tidy(() => lossTensor(problem, point()).dataSync<'float32'>()[0] ?? Number.NaN);
  const optimizer = createOptimizer(readDescription(one), [{ weights }], { kernels });
  comparison.point(0, values(), loss());
  for (let step = 1; step < expected.traj.length; step++) {
    const sizes = weights.map(({ variable }) => variable.size);
    const gradients = tf.tidy(() => tf.split(gradientTensor(problem, point()), sizes));
    const named = new Map(weights.map(({ name }, i) => [name, gradients[i] ?? assert.fail()]));
    const { adapted } = optimizer.step(named, 1);
    tf.dispose(gradients);
    comparison.point(step, values(), loss());
    comparison.step(step, adapted, await optimizer.evaluating(() => Promise.resolve(values())));
  }
  comparison.end();
  for (const { variable } of weights) {
    variable.dispose();
  }
}

const cases = (golden?.cases ?? []).map((one) => ({
  one,
  title: `${one.case} on ${one.problem}`,
  problem: golden?.problems[one.problem] ?? assert.fail(one.problem),
}));

describe('optimizers in 64 bits, within 1e-11 of the golden trajectories', { skip: reason }, () => {
  for (const { one, title, problem } of cases) {
    test(title, () => runReference(one, problem));
  }
});

for (const backend of testedBackends({ tiny: true })) {
  // The tiny backend stands for machines without SIMD.
  const kernels = backend === 'cpu' ? 'plain' : 'simd';
  describe(`optimizers of tensors on ${backend} with ${kernels} kernels, within the 32-bit tolerance of the golden trajectories`, {
    skip: reason,
  }, () => {
    before(() => useTestedBackend(backend));
    for (const { one, title, problem } of cases) {
      test(title, () => runTensors(one, problem, kernels));
    }
  });
}
