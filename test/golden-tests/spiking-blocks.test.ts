import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { sewBlock } from '../../src/ml/networks/sew-block.js';
import { assignFromTorch, toTorchLayout } from '../../src/ml/networks/torch-layout.js';
import { WeightBuilder } from '../../src/ml/networks/weight-builder.js';
import { type Images, type ReferenceResult, referenceSewBlock } from '../reference/sew-block.js';
import { testedBackends, useTestedBackend } from '../rig/backends.js';
import { goldenFolder } from './golden-folder.js';
import { assertClose, type GoldenNeuron, readNeuron } from './spiking-cases.js';

type Nested = number | readonly Nested[];

interface BlockCase {
  readonly name: string;
  readonly mode: 'train' | 'eval';
  readonly block: 'basic' | 'bottleneck';
  readonly in_ch: number;
  readonly out_ch: number;
  readonly stride: number;
  readonly connect: 'ADD' | 'AND' | 'IAND';
  readonly neuron: GoldenNeuron;
  readonly bn: { readonly eps: number; readonly momentum: number };
  readonly shape: Readonly<Record<'T' | 'B' | 'C' | 'H' | 'W', number>>;
  readonly state: Readonly<Record<string, Nested>>;
  readonly x: Nested;
  readonly grad_out: Nested;
  readonly y: Nested;
  readonly grad_x: Nested;
  readonly grads: Readonly<Record<string, Nested>>;
  readonly running_after: Readonly<Record<string, Nested>>;
  readonly firing: number;
}

/** In float32 nothing counts that follows a spike whose potential lies so near to the threshold. */
const UNDECIDED = 1e-5;

const { folder, skip } = goldenFolder('spiking');
const file = path.join(folder, 'sew_blocks.json');
const cases = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly BlockCase[] }).cases : [];
const reason = skip === false && cases.length === 0 ? 'no blocks in spiking/sew_blocks.json' : skip;

const flat = (nested: Nested): Float64Array =>
  Float64Array.from(
    typeof nested === 'number' ? [nested] : ((nested as number[][]).flat(Number.POSITIVE_INFINITY) as number[]),
  );

function inputOf(one: BlockCase): Images {
  const { T, B, C, H, W } = one.shape;
  return { values: flat(one.x), shape: [T * B, C, H, W] };
}

function runReference(one: BlockCase): ReferenceResult {
  return referenceSewBlock(inputOf(one), flat(one.grad_out), {
    block: one.block,
    connect: one.connect,
    stride: one.stride,
    steps: one.shape.T,
    neuron: readNeuron(one.neuron),
    isTraining: one.mode === 'train',
    epsilon: one.bn.eps,
    momentum: one.bn.momentum,
    state: new Map(Object.entries(one.state).map(([name, values]) => [name, flat(values)])),
  });
}

/** The golden files' names of a down-sampling, and ours. */
const ownName = (golden: string) =>
  `block.${golden.replace(/^dconv\./, 'downsample.0.').replace(/^dbn\./, 'downsample.1.')}`;

function runBlock(one: BlockCase): Computed {
  const { T, B, C, H, W } = one.shape;
  const builder = new WeightBuilder({});
  const block = sewBlock(
    builder,
    { name: 'block', inputs: one.in_ch, outputs: one.out_ch, stride: one.stride },
    {
      neuron: readNeuron(one.neuron),
      steps: T,
      block: one.block,
      connect: one.connect.toLowerCase() as 'add' | 'and' | 'iand',
    },
  );
  const byName = new Map(builder.weights.map((weight) => [weight.name, weight]));
  for (const [name, values] of Object.entries(one.state)) {
    assignFromTorch(byName.get(ownName(name)) ?? assert.fail(`no weight ${name}`), Float32Array.from(flat(values)));
  }
  assert.equal(builder.weights.length, Object.keys(one.state).length);

  const torchOf = (name: string, tensor: tf.Tensor) =>
    toTorchLayout(byName.get(ownName(name)) ?? assert.fail(`no weight ${name}`), tensor).dataSync();
  const toImages = (values: Float64Array, channels: number) =>
    tf.transpose(tf.tensor4d(Float32Array.from(values), [T * B, channels, H, W]), [0, 2, 3, 1]);
  const results: Computed[] = [];
  tf.tidy(() => {
    const x = tf.variable(toImages(flat(one.x), C));
    const names = Object.keys(one.grads);
    const variables = names.map((name) => byName.get(ownName(name))?.variable ?? assert.fail(`no weight ${name}`));
    const outputs: Float32Array[] = [];
    const { grads } = tf.variableGrads(() => {
      const y = tf.transpose(block(x, { isTraining: one.mode === 'train' }), [0, 3, 1, 2]);
      outputs.push(Float32Array.from(y.dataSync()));
      return tf.sum<tf.Scalar>(tf.mul(y, tf.tensor(Float32Array.from(flat(one.grad_out)), y.shape)));
    }, [x, ...variables]);
    const gradientOf = (variable: tf.Variable) => grads[variable.name] ?? assert.fail(variable.name);
    results.push({
      y: outputs[0] ?? assert.fail(),
      toInput: tf.transpose(gradientOf(x), [0, 3, 1, 2]).dataSync(),
      gradients: new Map(names.map((name, i) => [name, torchOf(name, gradientOf(variables[i] ?? assert.fail()))])),
      running: new Map(
        Object.keys(one.running_after).map((name) => [
          name,
          torchOf(name, byName.get(ownName(name))?.variable ?? assert.fail()),
        ]),
      ),
    });
    x.dispose();
  });
  builder.dispose();
  return results[0] ?? assert.fail();
}

/** What TensorFlow.js computes of a block, in torch's layouts. */
interface Computed {
  readonly y: ArrayLike<number>;
  readonly toInput: ArrayLike<number>;
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>;
  readonly running: ReadonlyMap<string, ArrayLike<number>>;
}

describe('SEW blocks', { skip: reason }, () => {
  for (const one of cases) {
    test(`${one.name}, ${one.mode}: within 1e-10 in float64`, () => {
      const { y, toInput, gradients, running } = runReference(one);
      assert.deepEqual(y.values, flat(one.y));
      assertClose([y.values.filter((value) => value !== 0).length / y.values.length], [one.firing], 1e-10);
      assertClose(toInput, flat(one.grad_x), 1e-10);
      assert.deepEqual([...gradients.keys()].toSorted(), Object.keys(one.grads).toSorted());
      for (const [name, expected] of Object.entries(one.grads)) {
        assertClose(gradients.get(name) ?? [], flat(expected), 1e-10);
      }
      for (const [name, expected] of Object.entries(one.running_after)) {
        assertClose(running.get(name) ?? [], flat(expected), 1e-10);
      }
    });
  }

  for (const backend of testedBackends({ tiny: true })) {
    describe(`on ${backend}`, () => {
      before(() => useTestedBackend(backend));

      for (const one of cases) {
        test(`${one.name}, ${one.mode}: the same spikes, gradients within 1e-4, running statistics within 1e-6`, (t) => {
          const { distances } = runReference(one);
          const got = runBlock(one);
          // Units in their order, the down-sampling last, which nothing follows but the output.
          const undecided = [...distances.keys()].filter((norm) => (distances.get(norm) ?? 0) < UNDECIDED);
          const [first] = undecided;
          for (const [name, expected] of Object.entries(one.running_after)) {
            const norm = name.split('.')[0] ?? '';
            if (first === undefined || norm === 'dbn' || norm <= first) {
              assertClose(got.running.get(name) ?? [], flat(expected), 1e-6);
            }
          }
          if (first !== undefined) {
            // Through the statistics of a batch, one spike reaches every later one; and its gradient all before it.
            t.diagnostic(`a potential of ${undecided.join(', ')} is undecided in float32: what follows doesn't count`);
            return;
          }
          assert.deepEqual(Float64Array.from(got.y), flat(one.y));
          assertClose(got.toInput, flat(one.grad_x), 1e-4);
          for (const [name, expected] of Object.entries(one.grads)) {
            assertClose(got.gradients.get(name) ?? [], flat(expected), 1e-4);
          }
        });
      }
    });
  }
});
