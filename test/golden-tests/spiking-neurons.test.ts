import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { fireNeurons } from '../../src/ml/spiking/fire-neurons.js';
import { runNeurons, runNeuronsBack } from '../../src/ml/spiking/kernels/neuron.js';
import { charge, justBelow, resetPotentials, spikesOf } from '../../src/ml/spiking/neuron-steps.js';
import { testedBackends, useTestedBackend } from '../rig/backends.js';
import { goldenFolder } from './golden-folder.js';
import { assertClose, type GoldenNeuron, readNeuron } from './spiking-cases.js';

type Matrix = readonly (readonly number[])[];

interface NeuronCase {
  readonly name: string;
  readonly dtype: 'float64' | 'float32';
  readonly config: GoldenNeuron;
  readonly x: Matrix;
  readonly grad_out: Matrix;
  readonly spikes: Matrix;
  readonly v_after_reset: Matrix;
  readonly h_before_fire: Matrix;
  readonly grad_x: Matrix;
  readonly w?: number;
  readonly grad_w?: number;
}

const { folder, skip } = goldenFolder('spiking');
const file = path.join(folder, 'neurons.json');
const cases = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly NeuronCase[] }).cases
  : [];
const reason = skip === false && cases.length === 0 ? 'no neurons in spiking/neurons.json' : skip;

const flat = (rows: Matrix) => Float64Array.from(rows.flat());

describe('spiking neurons', { skip: reason }, () => {
  for (const one of cases.filter(({ dtype }) => dtype === 'float64')) {
    test(`${one.name}: the same spikes, potentials and gradients within 1e-12, in float64`, () => {
      const steps = one.x.length;
      const neuron = readNeuron(one.config, one.w);
      const x = flat(one.x);
      const trace = runNeurons(x, steps, neuron);
      assert.deepEqual(trace.spikes, flat(one.spikes));
      assertClose(trace.potentials, flat(one.h_before_fire), 1e-12);
      assertClose(trace.afterReset, flat(one.v_after_reset), 1e-12);
      const back = runNeuronsBack(x, trace, { steps, neuron, gradient: flat(one.grad_out) });
      assertClose(back.input, flat(one.grad_x), 1e-12);
      if (one.grad_w !== undefined) {
        assertClose([back.w], [one.grad_w], 1e-12);
      }
    });
  }

  for (const backend of testedBackends({ tiny: true })) {
    describe(`on ${backend}`, () => {
      before(() => useTestedBackend(backend));

      for (const one of cases.filter(({ dtype }) => dtype === 'float32')) {
        test(`${one.name}: the same spikes, potentials and gradients within 1e-6`, () => {
          tf.tidy(() => {
            const steps = one.x.length;
            const neuron = readNeuron(one.config, one.w);
            const x = tf.tensor2d(one.x.map((row) => [...row]));
            const gradient = tf.tensor2d(one.grad_out.map((row) => [...row]));
            const leakLogit = one.w === undefined ? undefined : tf.scalar(one.w);
            const fire = (input: tf.Tensor, w?: tf.Tensor) => fireNeurons(input, { neuron, steps, leakLogit: w });
            assert.deepEqual([...fire(x, leakLogit).dataSync()], [...flat(one.spikes)]);
            const inputs = leakLogit === undefined ? [x] : [x, leakLogit];
            const [toX, toW] = tf.grads((...given) => fire(given[0] ?? x, given[1]))(inputs, gradient);
            assertClose(toX?.dataSync() ?? [], flat(one.grad_x), 1e-6);
            if (one.grad_w !== undefined) {
              assertClose(toW?.dataSync() ?? [], [one.grad_w], 1e-6);
            }

            let v: tf.Tensor | undefined;
            for (const [t, row] of one.x.entries()) {
              const leak = leakLogit && tf.sigmoid(leakLogit);
              const h = charge(v, tf.tensor1d([...row]), { neuron, leak });
              v = resetPotentials(h, spikesOf(tf.sub(h, justBelow(neuron.threshold)), neuron.threshold), neuron);
              assertClose(h.dataSync(), one.h_before_fire[t] ?? [], 1e-6);
              assertClose(v.dataSync(), one.v_after_reset[t] ?? [], 1e-6);
            }
          });
        });
      }
    });
  }
});
