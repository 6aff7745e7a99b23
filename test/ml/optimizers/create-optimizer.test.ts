import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { type OptimizerDescription, optimizerDefaults } from '../../../src/base/optimizer-description.js';
import { randomStream } from '../../../src/base/random.js';
import type { Weight } from '../../../src/ml/networks/network.js';
import { createOptimizer } from '../../../src/ml/optimizers/create-optimizer.js';
import type { Optimizer, OptimizerState, ParameterGroup } from '../../../src/ml/optimizers/optimizer.js';
import { useTestedBackend } from '../../rig/backends.js';

const shapes = [[2, 3], [5], [1, 2, 2]];
const { sgd, adam, adamw, adamg, gog } = optimizerDefaults;

/** Every optimizer with what it can do besides its defaults, so that all of its state is in use. */
const everything: readonly OptimizerDescription[] = [
  ...Object.values(optimizerDefaults),
  { ...sgd, name: 'sgd', momentum: 0.9, nesterov: true, weight_decay: 0.1 },
  { ...optimizerDefaults.dog, average: 8, weight_decay: 0.01 },
  { ...optimizerDefaults.ldog, init_eta: 0.01, average: 2 },
  { ...optimizerDefaults.prodigy, d0: 1e-3, growth: 1.1, bias_correction: true, weight_decay: 0.1 },
  { ...optimizerDefaults['schedule-free-adamw'], warmup: 4, r: 1, weight_decay: 0.1 },
];

const noise = (name: string, length: number): Float32Array => {
  const stream = randomStream(7, name);
  return Float32Array.from({ length }, (_, i) => 2 * stream.uniform(i) - 1);
};

function makeWeights(): readonly Weight[] {
  return shapes.map((shape, i) => {
    const initial = tf.tensor(noise(`start/${i}`, tf.util.sizeFromShape(shape)), shape);
    const variable = tf.variable(initial);
    initial.dispose();
    return { name: `w${i}`, variable, isTrainable: true };
  });
}

const valuesOf = (weights: readonly Weight[]): readonly number[] =>
  weights.flatMap(({ variable }) => [...variable.dataSync<'float32'>()]);

/** A step on a noisy quadratic; the noise is the step's own. */
function stepOn(optimizer: Optimizer, weights: readonly Weight[], scheduled = 1): number {
  const step = optimizer.stepCount + 1;
  const gradients = weights.map(({ name, variable }, i) =>
    tf.tidy(() => {
      const drawn = tf.tensor(noise(`noise/${step}/${i}`, variable.size), variable.shape);
      return [name, tf.add(variable, tf.mul(0.5, drawn))] as const;
    }),
  );
  const { effectiveStep } = optimizer.step(new Map(gradients), scheduled);
  tf.dispose(gradients.map(([, gradient]) => gradient));
  return effectiveStep;
}

function disposeAll(weights: readonly Weight[]): void {
  for (const { variable } of weights) {
    variable.dispose();
  }
}

/** One step of constant gradients from weights that are all `from`. */
function moved(description: OptimizerDescription, group: Omit<ParameterGroup, 'weights'>, from = 1): number {
  const initial = tf.tensor1d([from]);
  const weight = { name: 'w', variable: tf.variable(initial), isTrainable: true };
  const gradient = tf.tensor1d([0.5]);
  createOptimizer(description, [{ weights: [weight], ...group }]).step(new Map([['w', gradient]]), 1);
  const [to = Number.NaN] = weight.variable.dataSync<'float32'>();
  tf.dispose([initial, gradient, weight.variable]);
  return to - from;
}

const close = (got: number, expected: number): void =>
  assert.ok(Math.abs(got - expected) <= 1e-6, `${got}, expected ${expected}`);

before(() => useTestedBackend('cpu'));

describe('the state of an optimizer', () => {
  for (const description of everything) {
    const kind = JSON.stringify(description);
    test(`saved and loaded in the middle goes on to the bit: ${kind}`, async () => {
      const whole = makeWeights();
      const uninterrupted = createOptimizer(description, [{ weights: whole }]);
      const saved: { weights?: readonly number[]; state?: OptimizerState } = {};
      for (let step = 0; step < 12; step++) {
        if (step === 5) {
          // As a snapshot keeps it: numbers as JSON, vectors as bytes.
          const state = await uninterrupted.save();
          saved.state = { ...state, scalars: JSON.parse(JSON.stringify(state.scalars)) as OptimizerState['scalars'] };
          saved.weights = valuesOf(whole);
        }
        stepOn(uninterrupted, whole);
      }
      const again = makeWeights();
      let at = 0;
      for (const { variable } of again) {
        const part = saved.weights?.slice(at, at + variable.size) ?? [];
        variable.assign(tf.tensor(part, variable.shape));
        at += variable.size;
      }
      const resumed = createOptimizer(description, [{ weights: again }]);
      resumed.load(saved.state ?? assert.fail());
      assert.equal(resumed.stepCount, 5);
      for (let step = 5; step < 12; step++) {
        stepOn(resumed, again);
      }
      assert.deepEqual(valuesOf(again), valuesOf(whole));
      assert.deepEqual(await resumed.save(), await uninterrupted.save());
      const evaluated = await resumed.evaluating(() => Promise.resolve(valuesOf(again)));
      assert.deepEqual(evaluated, await uninterrupted.evaluating(() => Promise.resolve(valuesOf(whole))));
      disposeAll([...whole, ...again]);
    });
  }

  test('of another optimizer or another network is refused, and nothing is taken from it', async () => {
    const weights = makeWeights();
    const optimizer = createOptimizer(adam, [{ weights }]);
    stepOn(optimizer, weights);
    const own = await optimizer.save();
    const other = await createOptimizer(gog, [{ weights }]).save();
    const smaller = await createOptimizer(adam, [{ weights: weights.slice(1) }]).save();
    assert.throws(() => optimizer.load(other), RangeError);
    assert.throws(() => optimizer.load(smaller), RangeError);
    assert.throws(() => createOptimizer(gog, [{ weights }]).load(own), RangeError);
    assert.deepEqual(await optimizer.save(), own);
    disposeAll(weights);
  });

  test('is a copy, which later steps do not change', async () => {
    const weights = makeWeights();
    const optimizer = createOptimizer(adam, [{ weights }]);
    stepOn(optimizer, weights);
    const saved = await optimizer.save();
    const kept = structuredClone(saved);
    stepOn(optimizer, weights);
    assert.deepEqual(saved, kept);
    disposeAll(weights);
  });
});

describe('groups of weights', () => {
  test('have a factor on the learning rate', () => {
    close(moved(sgd, { learningRateFactor: 10 }), 10 * moved(sgd, {}));
    close(moved(adamg, { learningRateFactor: 0.1 }), 0.1 * moved(adamg, {}));
    close(moved(optimizerDefaults.prodigy, { learningRateFactor: 3 }), 3 * moved(optimizerDefaults.prodigy, {}));
  });

  test('have a decay of their own, which replaces the optimizer\u2019s', () => {
    close(moved({ ...sgd, lr: 0.1, weight_decay: 5 }, { weightDecay: 0.2 }), -0.1 * (0.5 + 0.2));
    close(moved({ ...adamw, lr: 0.1 }, { weightDecay: 0 }), -0.1);
    close(moved({ ...adamw, lr: 0.1, weight_decay: 0.5 }, {}), -0.1 - 0.1 * 0.5);
  });

  test('decay by the learning rate or by a fixed part in AdamG', () => {
    const decoupled = { ...adamg, lr: 0.5, weight_decay: 0.1, decoupled_decay: true };
    const still = moved({ ...adamg, lr: 0.5 }, {});
    close(moved(decoupled, {}), still - 0.5 * 0.1);
    close(moved({ ...decoupled, fixed_decay: true }, {}), still - 0.1);
  });

  test('how weights are cut into tensors and groups changes nothing, but for LDoG', () => {
    const values = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 40 });
    const one = fc.record({ values, cut: fc.double({ min: 0, max: 1, noNaN: true }) });
    const kinds = everything.filter(({ name }) => name !== 'ldog');
    fc.assert(
      fc.property(fc.constantFrom(...kinds), one, (description, { values: initial, cut }) => {
        const at = Math.min(initial.length - 1, 1 + Math.floor(cut * (initial.length - 1)));
        const run = (pieces: readonly (readonly number[])[]): readonly number[] => {
          const weights = pieces.map((piece, i) => {
            const tensor = tf.tensor1d([...piece]);
            const variable = tf.variable(tensor);
            tensor.dispose();
            return { name: `w${i}`, variable, isTrainable: true };
          });
          const optimizer = createOptimizer(
            description,
            weights.map((weight) => ({ weights: [weight] })),
          );
          for (let step = 0; step < 3; step++) {
            optimizer.step(new Map(weights.map(({ name, variable }) => [name, variable])), 1);
          }
          const got = valuesOf(weights);
          disposeAll(weights);
          return got;
        };
        const whole = run([initial]);
        const inTwo = run([initial.slice(0, at), initial.slice(at)]);
        // Sums over the weights are added up in another order.
        for (const [i, value] of whole.entries()) {
          const other = inTwo[i] ?? Number.NaN;
          assert.ok(Math.abs(other - value) <= 1e-6 * Math.max(1, Math.abs(value)), `${other}, in one piece ${value}`);
        }
      }),
    );
  });
});

describe('evaluating', () => {
  const averaging = { ...optimizerDefaults.dog, average: 8, reps: 0.1 };
  for (const description of [averaging, optimizerDefaults['schedule-free-adamw']]) {
    test(`has the averaged weights of ${description.name} in place, and puts the trained ones back`, async () => {
      const weights = makeWeights();
      const optimizer = createOptimizer(description, [{ weights }]);
      for (let step = 0; step < 5; step++) {
        stepOn(optimizer, weights);
      }
      const trained = valuesOf(weights);
      const evaluated = await optimizer.evaluating(() => Promise.resolve(valuesOf(weights)));
      assert.notDeepEqual(evaluated, trained);
      assert.deepEqual(valuesOf(weights), trained);
      const failing = optimizer.evaluating(() => Promise.reject(new RangeError('wanted')));
      await assert.rejects(failing, RangeError);
      assert.deepEqual(valuesOf(weights), trained);
      disposeAll(weights);
    });
  }

  test('has the trained weights in place where nothing is averaged', async () => {
    const weights = makeWeights();
    const optimizer = createOptimizer(adam, [{ weights }]);
    stepOn(optimizer, weights);
    const trained = valuesOf(weights);
    assert.deepEqual(await optimizer.evaluating(() => Promise.resolve(valuesOf(weights))), trained);
    disposeAll(weights);
  });
});

describe('a step', () => {
  test('leaves no tensor behind, over 1,000 steps and evaluations', async () => {
    const weights = makeWeights();
    const optimizer = createOptimizer(optimizerDefaults['schedule-free-adamw'], [{ weights }]);
    const tensors = tf.memory().numTensors;
    for (let step = 0; step < 1000; step++) {
      stepOn(optimizer, weights);
      await optimizer.evaluating(() => Promise.resolve());
    }
    assert.equal(tf.memory().numTensors, tensors);
    disposeAll(weights);
  });

  test('takes a weight without gradient as one with a gradient of zero', () => {
    const weights = makeWeights();
    const unused = valuesOf(weights.slice(1));
    const gradient = tf.ones(weights[0]?.variable.shape ?? []);
    const optimizer = createOptimizer(adam, [{ weights }]);
    optimizer.step(new Map([['w0', gradient]]), 1);
    assert.deepEqual(valuesOf(weights.slice(1)), unused);
    tf.dispose(gradient);
    disposeAll(weights);
  });

  test('notices weights that were changed from outside', () => {
    const weights = makeWeights();
    const optimizer = createOptimizer(sgd, [{ weights }]);
    stepOn(optimizer, weights);
    const first = weights[0] ?? assert.fail();
    const zeros = tf.zeros(first.variable.shape);
    first.variable.assign(zeros);
    optimizer.step(new Map(), 1);
    assert.deepEqual(
      valuesOf([first]).map(Math.abs),
      Array.from({ length: 6 }, () => 0),
    );
    zeros.dispose();
    disposeAll(weights);
  });

  test('keeps values that were read before it', () => {
    const weights = makeWeights();
    const optimizer = createOptimizer(sgd, [{ weights }]);
    stepOn(optimizer, weights);
    const read = weights.map(({ variable }) => tf.clone(variable));
    const before = valuesOf(weights);
    stepOn(optimizer, weights);
    assert.deepEqual(
      read.flatMap((tensor) => [...tensor.dataSync<'float32'>()]),
      before,
    );
    tf.dispose(read);
    disposeAll(weights);
  });

  test('shortens gradients to the norm they are clipped to, and tells their length before', () => {
    const weights = makeWeights();
    const start = valuesOf(weights);
    const gradients = new Map(weights.map(({ name, variable }) => [name, tf.ones(variable.shape)] as const));
    const optimizer = createOptimizer({ ...sgd, lr: 1 }, [{ weights }]);
    const { gradientNorm } = optimizer.step(gradients, 1, 0.5);
    close(gradientNorm, Math.sqrt(start.length));
    const way = valuesOf(weights).map((value, i) => value - (start[i] ?? 0));
    close(Math.hypot(...way), 0.5);
    tf.dispose([...gradients.values()]);
    disposeAll(weights);
  });

  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 1e30]) {
    test(`with a gradient of ${wrong} tells that it has diverged and leaves the network as it was`, () => {
      const weights = makeWeights();
      const optimizer = createOptimizer(adam, [{ weights }]);
      stepOn(optimizer, weights);
      const finite = valuesOf(weights);
      const gradients = tf.fill([5], wrong);
      assert.ok(Number.isNaN(optimizer.step(new Map([['w1', gradients]]), 1).effectiveStep));
      assert.deepEqual(valuesOf(weights), finite);
      gradients.dispose();
      disposeAll(weights);
    });
  }

  test('tells the step in which GOG diverges on Rosenbrock\u2019s function', () => {
    const initial = tf.tensor1d([-1.2, 1]);
    const weight = { name: 'x', variable: tf.variable(initial), isTrainable: true };
    const optimizer = createOptimizer(gog, [{ weights: [weight] }]);
    let effectiveStep = 0;
    while (Number.isFinite(effectiveStep) && optimizer.stepCount < 100) {
      const [x = 0, y = 0] = weight.variable.dataSync<'float32'>();
      const gradient = tf.tensor1d([-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)]);
      ({ effectiveStep } = optimizer.step(new Map([['x', gradient]]), 1));
      gradient.dispose();
    }
    assert.ok(optimizer.stepCount > 1 && optimizer.stepCount < 100, `${optimizer.stepCount} steps`);
    assert.ok(valuesOf([weight]).every(Number.isFinite));
    tf.dispose([initial, weight.variable]);
  });

  for (const description of Object.values(optimizerDefaults)) {
    test(`of ${description.name} from gradients of zero moves nothing, and the next one is sound`, () => {
      const weights = makeWeights();
      const start = valuesOf(weights);
      const optimizer = createOptimizer({ ...description, weight_decay: 0 }, [{ weights }]);
      assert.ok(Number.isFinite(optimizer.step(new Map(), 1).effectiveStep));
      assert.deepEqual(valuesOf(weights), start);
      assert.ok(stepOn(optimizer, weights) > 0);
      assert.notDeepEqual(valuesOf(weights), start);
      disposeAll(weights);
    });
  }
});
