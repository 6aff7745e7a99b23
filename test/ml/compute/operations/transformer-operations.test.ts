// The fused operations against the same thing in small steps, whose gradients tfjs makes by itself.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../../../../src/ml/compute/operations/attention.js';
import { crossEntropy } from '../../../../src/ml/compute/operations/cross-entropy.js';
import { gatherRows } from '../../../../src/ml/compute/operations/gather-rows.js';
import { geluTanh } from '../../../../src/ml/compute/operations/gelu-tanh.js';
import { gelu } from '../../../../src/ml/compute/operations/gelu.js';
import { layerNorm } from '../../../../src/ml/compute/operations/layer-norm.js';
import { linear } from '../../../../src/ml/compute/operations/linear.js';
import { rmsNorm } from '../../../../src/ml/compute/operations/rms-norm.js';
import { rotatePositions, rotationAngles } from '../../../../src/ml/compute/operations/rotate-positions.js';
import { siluGate } from '../../../../src/ml/compute/operations/silu-gate.js';
import { testedBackends, useTestedBackend } from '../../../rig/backends.js';
import { assertClose } from '../assert-close.js';
import { randomNumbers } from '../random-numbers.js';

const TOLERANCE = 2e-5;

type Shape = readonly number[];
type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

const filled = (name: string, shape: Shape): tf.Tensor =>
  tf.tensor(randomNumbers(name, tf.util.sizeFromShape([...shape])), [...shape]);

/** Holds value and gradients (of a weighted sum) of two ways to compute the same against each other. */
function assertSame(shapes: readonly Shape[], fused: Operation, composed: Operation): void {
  tf.tidy(() => {
    const inputs = shapes.map((shape, i) => filled(`input-${i}`, shape));
    const run = (operation: Operation): readonly tf.Tensor[] => {
      const value = operation(...inputs);
      const weights = filled('weights', value.shape);
      return [value, ...tf.grads((...given) => tf.sum(tf.mul(operation(...given), weights)))(inputs)];
    };
    const got = run(fused);
    for (const [i, tensor] of run(composed).entries()) {
      assert.deepEqual(got[i]?.shape, tensor.shape);
      assertClose(got[i].dataSync(), tensor.dataSync(), TOLERANCE);
    }
  });
}

const rows = (tensor: tf.Tensor): tf.Tensor2D => tensor as tf.Tensor2D;
const row = (tensor: tf.Tensor): tf.Tensor1D => tensor as tf.Tensor1D;

for (const backend of testedBackends({ tiny: true })) {
  describe(`on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    test('linear layers of both layouts, with and without bias', () => {
      assertSame(
        [[5, 3], [4, 3], [4]],
        (x, w, b) => linear(rows(x), rows(w), { bias: row(b) }),
        (x, w, b) => tf.add(tf.matMul(rows(x), tf.transpose(rows(w))), row(b)),
      );
      assertSame(
        [
          [5, 3],
          [3, 4],
        ],
        (x, w) => linear(rows(x), rows(w), { layout: 'in-out' }),
        (x, w) => tf.matMul(rows(x), rows(w)),
      );
    });

    test('layer norm and root mean square norm', () => {
      const epsilon = 1e-3;
      assertSame(
        [[5, 6], [6], [6]],
        (x, gamma, beta) => layerNorm(rows(x), row(gamma), { beta: row(beta), epsilon }),
        (x, gamma, beta) => {
          const { mean, variance } = tf.moments(rows(x), 1, true);
          const normal = tf.div(tf.sub(rows(x), mean), tf.sqrt(tf.add(variance, epsilon)));
          return tf.add(tf.mul(normal, row(gamma)), row(beta));
        },
      );
      assertSame(
        [[5, 6], [6]],
        (x, gamma) => rmsNorm(rows(x), row(gamma), epsilon),
        (x, gamma) => {
          const scale = tf.sqrt(tf.add(tf.mean(tf.square(rows(x)), 1, true), epsilon));
          return tf.mul(tf.div(rows(x), scale), row(gamma));
        },
      );
    });

    test('activations', () => {
      const wide = (x: tf.Tensor): tf.Tensor2D => tf.mul(rows(x), 4);
      assertSame(
        [[6, 7]],
        (x) => gelu(wide(x)),
        (x) => tf.mul(tf.mul(wide(x), 0.5), tf.add(tf.erf(tf.div(wide(x), Math.SQRT2)), 1)),
      );
      assertSame(
        [[6, 7]],
        (x) => geluTanh(wide(x)),
        (x) => {
          const inner = tf.mul(tf.add(wide(x), tf.mul(tf.pow(wide(x), 3), 0.044715)), Math.sqrt(2 / Math.PI));
          return tf.mul(tf.mul(wide(x), 0.5), tf.add(tf.tanh(inner), 1));
        },
      );
      assertSame(
        [
          [6, 7],
          [6, 7],
        ],
        (gate, up) => siluGate(wide(gate), rows(up)),
        (gate, up) => tf.mul(tf.mul(wide(gate), tf.sigmoid(wide(gate))), rows(up)),
      );
    });

    test('rows of a table, the same row more than once', () => {
      const numbers = tf.tensor1d([2, 0, 2, 2, 3], 'int32');
      assertSame(
        [[5, 3]],
        (table) => gatherRows(rows(table), numbers),
        (table) => tf.matMul(tf.cast(tf.oneHot(numbers, 5), 'float32'), rows(table)),
      );
      numbers.dispose();
    });

    test('rotated positions keep lengths and are undone by their gradient', () => {
      tf.tidy(() => {
        const [batch, tokens, heads, size] = [2, 3, 2, 4];
        const x = rows(filled('x', [batch * tokens, heads * size]));
        const angles = rotationAngles(tokens, size, 100);
        const turned = rotatePositions(x, heads, angles);
        const lengths = (tensor: tf.Tensor) => tf.sum(tf.square(tf.reshape(tensor, [-1, size])), 1).dataSync();
        assertClose(lengths(turned), lengths(x), TOLERANCE);
        const back = tf.grad((given) => tf.sum(tf.mul(rotatePositions(rows(given), heads, angles), turned)))(x);
        assertClose(back.dataSync(), x.dataSync(), TOLERANCE);
        // Token 0 stays; pair 0 of token 1 turns by one radian.
        const [first, second] = [x.arraySync()[1] ?? [], turned.arraySync()[1] ?? []];
        assertClose(turned.arraySync()[0] ?? [], x.arraySync()[0] ?? [], 0);
        const [a = 0, , b = 0] = first;
        assertClose([second[0] ?? 0], [a * Math.cos(1) - b * Math.sin(1)], TOLERANCE);
      });
    });

    test('attention with shared keys, a mask, a bias of positions and dropped shares', () => {
      const [batch, queries, keys, heads, keyValueHeads, size] = [2, 3, 4, 4, 2, 2];
      const hidden = tf.tensor4d(
        Array.from({ length: batch * keys }, (_, i) => (i % 5 === 4 ? -1e9 : 0)),
        [batch, 1, 1, keys],
      );
      const scale = 0.7;
      const split = (x: tf.Tensor, tokens: number, count: number) =>
        tf.transpose(tf.reshape(rows(x), [batch, tokens, count, size]), [0, 2, 1, 3]);
      /** Each head of keys and values as often as query heads use it. */
      const repeat = (x: tf.Tensor) =>
        tf.concat(
          Array.from({ length: heads }, (_, head) =>
            tf.slice(x, [0, Math.floor((head * keyValueHeads) / heads), 0, 0], [batch, 1, keys, size]),
          ),
          1,
        );
      const some = Array.from({ length: batch * heads * queries * keys }, (_, i) => (i % 3 === 0 ? 0 : 1.5));
      const factors = tf.tensor4d(some, [batch, heads, queries, keys]);
      for (const [hasBias, kept] of [
        [false, undefined],
        [true, undefined],
        [false, factors],
        [true, factors],
      ] as const) {
        assertSame(
          [
            [batch * queries, heads * size],
            [batch * keys, keyValueHeads * size],
            [batch * keys, keyValueHeads * size],
            ...(hasBias ? [[1, heads, queries, keys]] : []),
          ],
          (q, k, v, bias) =>
            attention(rows(q), rows(k), {
              v: rows(v),
              batch,
              heads,
              keyValueHeads,
              scale,
              mask: hidden,
              kept,
              ...(hasBias ? { positionBias: bias as tf.Tensor4D } : {}),
            }),
          (q, k, v, bias) => {
            const products = tf.matMul(split(q, queries, heads), repeat(split(k, keys, keyValueHeads)), false, true);
            const scores = tf.add(tf.mul(products, scale), hasBias ? tf.add(bias, hidden) : hidden);
            const shares = kept === undefined ? tf.softmax(scores) : tf.mul(tf.softmax(scores), kept);
            const mixed = tf.matMul(shares, repeat(split(v, keys, keyValueHeads)));
            return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * queries, heads * size]);
          },
        );
      }
      tf.dispose([hidden, factors]);
    });

    test('a query that sees no key gives numbers', () => {
      tf.tidy(() => {
        const x = rows(filled('x', [3, 4]));
        const options = { batch: 1, heads: 2, keyValueHeads: 2, scale: 1, mask: tf.fill([1, 1, 1, 3], -1e9) };
        const mixed = attention(x, x, { ...options, v: x, mask: options.mask as tf.Tensor4D });
        assert.ok(mixed.dataSync().every(Number.isFinite));
      });
    });

    test('cross-entropy with weights and smoothing', () => {
      const labels = tf.tensor1d([1, 0, 4, 2], 'int32');
      const weights = tf.tensor1d([0.5, 0, 0.25, 1]);
      for (const smoothing of [0, 0.1]) {
        assertSame(
          [[4, 5]],
          (logits) => crossEntropy(tf.mul(rows(logits), 30), labels, { weights, smoothing }),
          (logits) => {
            const hit = tf.cast(tf.oneHot(labels, 5), 'float32');
            const target = tf.add(tf.mul(hit, 1 - smoothing), smoothing / 5);
            const terms = tf.sum(tf.mul(target, tf.logSoftmax(tf.mul(rows(logits), 30))), 1);
            return tf.neg(tf.sum(tf.mul(terms, weights)));
          },
        );
      }
      tf.dispose([labels, weights]);
    });
  });
}
