import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { fireNeurons } from '../../../src/ml/spiking/fire-neurons.js';
import { runNeurons, runNeuronsBack, surrogateGradient } from '../../../src/ml/spiking/kernels/neuron.js';
import { initialLeakLogit, resolveNeuron } from '../../../src/ml/spiking/neuron.js';
import { justBelow, spikesOf } from '../../../src/ml/spiking/neuron-steps.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

const NEURONS = 3;

/** Numbers of a coarse grid, which float32 and float64 add and halve alike, so that both fire alike. */
const gridNumber = fc.integer({ min: -24, max: 40 }).map((value) => value / 16);

const anyNeuron = fc.record({
  type: fc.constantFrom('if' as const, 'lif' as const, 'plif' as const),
  tau: fc.constantFrom(2, 4),
  decay_input: fc.boolean(),
  threshold: fc.constantFrom(0.5, 1, 1.25),
  reset: fc.constantFrom('hard' as const, 'soft' as const),
  reset_potential: fc.constantFrom(0, -0.5),
  detach_reset: fc.boolean(),
  surrogate: fc.constantFrom('sigmoid' as const, 'arctan' as const),
});

const anyInput = fc
  .integer({ min: 1, max: 5 })
  .chain((steps) => fc.array(gridNumber, { minLength: steps * NEURONS, maxLength: steps * NEURONS }));

function assertNear(got: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const wanted = expected[i] ?? Number.NaN;
    assert.ok(
      Math.abs((got[i] ?? Number.NaN) - wanted) <= 2e-5 * Math.max(1, Math.abs(wanted)),
      `${got[i]}, ${wanted}`,
    );
  }
}

for (const backend of testedBackends({ tiny: true })) {
  describe(`neurons on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    test('fire and learn as the reference in double precision does, whatever their kind', () => {
      fc.assert(
        fc.property(anyNeuron, anyInput, (description, values) => {
          const steps = values.length / NEURONS;
          // Of PLIF the leak sigmoid(w), rounded to float32, is what both compute with.
          const w = Math.fround(initialLeakLogit(description.tau));
          const resolved = resolveNeuron(description);
          const neuron = description.type === 'plif' ? { ...resolved, leak: 1 / (1 + Math.exp(-w)) } : resolved;
          const input = Float64Array.from(values);
          const gradient = input.map((_, i) => Math.cos(i));
          const trace = runNeurons(input, steps, neuron);
          const isClear = trace.potentials.every(
            (h) => h === neuron.threshold || Math.abs(h - neuron.threshold) > 1e-5,
          );
          fc.pre(isClear && (description.type !== 'plif' || trace.potentials.every((h) => h !== neuron.threshold)));
          const expected = runNeuronsBack(input, trace, { steps, neuron, gradient });
          tf.tidy(() => {
            const x = tf.tensor2d(values, [steps, NEURONS]);
            const leakLogit = description.type === 'plif' ? tf.scalar(w) : undefined;
            const fire = (given: tf.Tensor, logit?: tf.Tensor) =>
              fireNeurons(given, { neuron, steps, leakLogit: logit });
            assert.deepEqual([...fire(x, leakLogit).dataSync()], [...trace.spikes]);
            const inputs = leakLogit === undefined ? [x] : [x, leakLogit];
            const dy = tf.tensor2d(Float32Array.from(gradient), [steps, NEURONS]);
            const [toInput, toW] = tf.grads((...given) => fire(given[0] ?? x, given[1]))(inputs, dy);
            assertNear(toInput?.dataSync() ?? [], expected.input);
            assertNear(toW?.dataSync() ?? [0], [expected.w]);
          });
        }),
        { seed: 5, numRuns: 60 },
      );
    });

    test('take a constant input once for all steps, to the same spikes and the sum of the gradients', () => {
      for (const type of ['if', 'lif', 'plif'] as const) {
        const neuron = resolveNeuron({ type, decay_input: true });
        tf.tidy(() => {
          const x = tf.tensor2d([0.3, 0.9, 1.4, -0.2, 2.5, 1], [2, 3]);
          const dy = tf.tensor2d(
            Array.from({ length: 24 }, (_, i) => Math.sin(i)),
            [8, 3],
          );
          const leakLogit = tf.scalar(0.2);
          const options = { neuron, steps: 4, leakLogit: type === 'plif' ? leakLogit : undefined };
          const once = (given: tf.Tensor) => fireNeurons(given, { ...options, isConstantInput: true });
          const repeated = (given: tf.Tensor) => fireNeurons(tf.tile(given, [4, 1]), options);
          assert.deepEqual([...once(x).dataSync()], [...repeated(x).dataSync()]);
          assertNear(tf.grad(once)(x, dy).dataSync(), tf.grad(repeated)(x, dy).dataSync());
          if (type === 'plif') {
            const byLogit = (isConstantInput: boolean) => (logit: tf.Tensor) =>
              fireNeurons(isConstantInput ? x : tf.tile(x, [4, 1]), { ...options, leakLogit: logit, isConstantInput });
            assertNear(
              tf.grad(byLogit(true))(leakLogit, dy).dataSync(),
              tf.grad(byLogit(false))(leakLogit, dy).dataSync(),
            );
          }
        });
      }
    });

    test('fire on the threshold itself, and not at the next float32 below it', () => {
      for (const threshold of [1, 0.8, 0.1, 1.5, 300]) {
        const exact = Math.fround(threshold);
        const below = justBelow(threshold);
        assert.ok(below < exact && Math.fround((below + exact) / 2) !== (below + exact) / 2);
        const spikes = tf.tidy(() =>
          spikesOf(tf.sub(tf.tensor1d([exact, below, -1e30, 1e30, 0]), below), threshold).dataSync(),
        );
        assert.deepEqual([...spikes], [1, 0, 0, 1, 0]);
      }
    });
  });
}

describe('surrogate gradients', () => {
  test('have half their slope at the threshold and vanish far from it, without overflow', () => {
    const sigmoid = resolveNeuron({ type: 'if', slope: 4 });
    const arctan = resolveNeuron({ type: 'if', surrogate: 'arctan' });
    assert.equal(surrogateGradient(0, sigmoid), 1);
    assert.equal(surrogateGradient(0, arctan), 1);
    for (const far of [-1e4, 1e4]) {
      assert.equal(surrogateGradient(far, sigmoid), 0);
      assert.ok(surrogateGradient(far, arctan) < 1e-8);
    }
  });
});
