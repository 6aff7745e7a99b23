import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { createNetwork } from '../../../src/ml/networks/create-network.js';
import { assignFromTorch, torchShape, toTorchLayout } from '../../../src/ml/networks/torch-layout.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';
import { projectRoot } from '../../rig/project-root.js';

/** One network's pass in torch; the file's note says how the numbers were made. */
interface TorchCase {
  readonly description: Readonly<Record<string, unknown>>;
  readonly mode: 'train' | 'eval';
  readonly logits: readonly (readonly number[])[];
  readonly gradientOfImages: number;
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly gradient?: number;
    readonly after?: number;
  }[];
}

/** Of float32 sums over some thousand products. */
const TOLERANCE = 2e-5;

const file = path.join(projectRoot, 'test', 'fixtures', 'torch-image-networks.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly TorchCase[] };

const images = { shape: [3, 3, 7, 7], start: 0.5 } as const;
const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

function wave(shape: readonly number[], start: number): Float64Array {
  return new Float64Array(sizeOf(shape)).map((_, i) => Math.sin(start + 1.7 * i + 0.3 * Math.sin(0.11 * i)));
}

function firstValues(name: string, shape: readonly number[], position: number): Float32Array {
  const values = wave(shape, position + 1);
  const value = (v: number) => {
    if (name.endsWith('running_var')) {
      return 1 + v / 2;
    }
    if (shape.length > 1) {
      return v / Math.sqrt(sizeOf(shape.slice(1)));
    }
    return name.endsWith('weight') ? 1 + 0.3 * v : 0.2 * v;
  };
  return Float32Array.from(values, value);
}

/** The sum of a tensor, in torch's layout, times the wave of its shape. */
function projected(tensor: tf.Tensor): number {
  const weights = wave(tensor.shape, 2);
  return Array.from(tensor.dataSync()).reduce((sum, value, i) => sum + value * (weights[i] ?? Number.NaN), 0);
}

function assertNear(got: number, expected: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)), `${what}: ${got}, ${expected}`);
}

for (const backend of testedBackends({ tiny: true })) {
  describe(`image networks beside torch's on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    for (const { description, mode, logits, gradientOfImages, weights } of cases) {
      test(`${JSON.stringify(description)}, ${mode}: state, logits and gradients are torch's, within ${TOLERANCE}`, () => {
        const [, channels, height, width] = images.shape;
        const built = createNetwork({ ...description, image: { height, width, channels }, classes: 3 }, {});
        const network = built.task === 'image-classification' ? built.network : assert.fail();
        assert.deepEqual(
          network.weights.map((weight) => [weight.name, [...torchShape(weight)]]),
          weights.map(({ name, shape }) => [name, shape]),
        );
        tf.tidy(() => {
          for (const [i, weight] of network.weights.entries()) {
            assignFromTorch(weight, firstValues(weight.name, torchShape(weight), i));
          }
          const pixels = tf.tensor4d(Float32Array.from(wave(images.shape, images.start)), [...images.shape]);
          const x = tf.variable(tf.transpose(pixels, [0, 2, 3, 1]));
          const targets = tf.oneHot([0, 1, 2], 3);
          const trainable = network.weights.filter(({ isTrainable }) => isTrainable);
          const { grads } = tf.variableGrads(() => {
            const got = network.logits(x, { isTraining: mode === 'train' });
            for (const [i, value] of got.dataSync().entries()) {
              assertNear(value, logits.flat()[i] ?? Number.NaN, 'logits');
            }
            return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.logSoftmax(got), targets), 1)));
          }, [x, ...trainable.map(({ variable }) => variable)]);
          const gradientOf = ({ name }: tf.Variable) => grads[name] ?? assert.fail(name);
          assertNear(projected(tf.transpose(gradientOf(x), [0, 3, 1, 2])), gradientOfImages, 'images');
          for (const [i, weight] of network.weights.entries()) {
            const { gradient, after = Number.NaN } = weights[i] ?? assert.fail();
            assert.equal(weight.isTrainable, gradient !== undefined);
            const tensor = weight.isTrainable ? gradientOf(weight.variable) : weight.variable;
            assertNear(projected(toTorchLayout(weight, tensor)), gradient ?? after, weight.name);
          }
          x.dispose();
        });
        network.dispose();
      });
    }
  });
}
