import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { createNetwork } from '../../../src/ml/networks/create-network.js';
import type { ImageClassifier } from '../../../src/ml/networks/network.js';
import { averageNetworks } from '../../../src/ml/watermark/attacks/average-networks.js';
import { keepPruned, pruneNetwork } from '../../../src/ml/watermark/attacks/prune-network.js';
import { quantizeNetwork } from '../../../src/ml/watermark/attacks/quantize-network.js';
import { keptAfterPruning } from '../../../src/ml/watermark/attacks/smallest-weights.js';
import { quantizeRows } from '../../../src/ml/watermark/kernels/quantize.js';
import { testedBackends, useTestedBackend } from '../../rig/backends.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });
// Few different values, too, so that there are ties.
const tensors = fc.array(fc.float32Array({ maxLength: 20 }), { minLength: 1, maxLength: 4 });
const tied = fc.array(fc.array(fc.constantFrom(0, -1, 1, 2, -2, 1e-40), { maxLength: 20 }), {
  minLength: 1,
  maxLength: 4,
});

/** Places by magnitude, the first of equals first; NaN last. */
function prunedBySorting(values: readonly Float32Array[], count: number): readonly (readonly number[])[] {
  const places = values.flatMap((one, tensor) => [...one.keys()].map((element) => ({ tensor, element })));
  const sizeOf = ({ tensor, element }: (typeof places)[number]) => {
    const size = Math.abs(values[tensor]?.[element] ?? 0);
    return Number.isNaN(size) ? Number.POSITIVE_INFINITY : size;
  };
  const isNaNAt = ({ tensor, element }: (typeof places)[number]) => Number(Number.isNaN(values[tensor]?.[element]));
  const gone = places
    .map((place, order) => ({ place, order }))
    .sort((a, b) => isNaNAt(a.place) - isNaNAt(b.place) || sizeOf(a.place) - sizeOf(b.place) || a.order - b.order)
    .slice(0, count);
  return values.map((one, tensor) =>
    [...one.keys()].map((element) =>
      gone.some(({ place }) => place.tensor === tensor && place.element === element) ? 0 : 1,
    ),
  );
}

describe('the smallest weights', () => {
  for (const [name, arbitrary] of [
    ['of any values', tensors],
    ['of values with ties', tied.map((all) => all.map((one) => Float32Array.from(one)))],
  ] as const) {
    test(`${name} are those that sorting finds, exactly as many`, () => {
      fc.assert(
        fc.property(arbitrary, fc.integer({ min: 0, max: 8 }), (values, eighths) => {
          const finite = values.map((one) => one.map((value) => (Number.isNaN(value) ? 0 : value)));
          const elements = finite.reduce((sum, one) => sum + one.length, 0);
          // Halves go to the even side.
          const exact = (eighths / 8) * elements;
          const count = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
          const kept = keptAfterPruning(finite, eighths / 8);
          assert.deepEqual(
            kept.map((one) => [...one]),
            prunedBySorting(finite, count),
          );
        }),
      );
    });
  }

  test('leave what is not a number for last', () => {
    const kept = keptAfterPruning([Float32Array.from([Number.NaN, 3, Number.NEGATIVE_INFINITY, 1])], 0.75);
    assert.deepEqual([...(kept[0] ?? [])], [1, 0, 0, 0]);
  });
});

test('a row in 8 bits has at most 255 values, the largest is kept, and none moves by more than half a step', () => {
  fc.assert(
    fc.property(fc.array(floats, { minLength: 4, maxLength: 40 }), (drawn) => {
      const values = Float32Array.from(drawn, (value) => Math.min(1e30, Math.max(-1e30, value)));
      const row = values.slice();
      quantizeRows(row, 1);
      const most = Math.max(...values.map(Math.abs));
      const step = most / 127;
      for (const [i, value] of row.entries()) {
        assert.ok(Math.abs(value - (values[i] ?? 0)) <= step * 0.5001 + 1e-44);
      }
      assert.ok(Math.abs(Math.max(...row.map(Math.abs)) - most) <= 1e-6 * most);
    }),
  );
});

for (const backend of testedBackends()) {
  describe(`removal attacks on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    function networkOf(seed: number): ImageClassifier {
      const image = { height: 5, width: 5, channels: 2 };
      const built = createNetwork({ type: 'cnn', image, classes: 3, widths: [4, 5] }, { seed });
      assert.ok(built.task === 'image-classification');
      return built.network;
    }
    const valuesOf = (network: ImageClassifier, name: string) =>
      Float32Array.from(network.weights.find((one) => one.name === name)?.variable.dataSync() ?? []);

    test('pruning keeps biases and batch-norm, and what it took stays away in a fine-tuning', async () => {
      const tensorsBefore = tf.memory().numTensors;
      const network = networkOf(1);
      const masks = await pruneNetwork(network, 0.5);
      assert.deepEqual([...masks.keys()], ['conv1.weight', 'conv2.weight', 'fc.weight']);
      const layers = [...masks.keys()].flatMap((name) => [...valuesOf(network, name)]);
      assert.equal(layers.filter((value) => value === 0).length, Math.round(0.5 * layers.length));
      assert.ok(valuesOf(network, 'bn1.weight').every((value) => value === 1));
      tf.tidy(() => network.weights.forEach(({ variable }) => variable.assign(tf.add(variable, 1))));
      keepPruned(network, masks);
      const after = [...masks.keys()].flatMap((name) => [...valuesOf(network, name)]);
      assert.deepEqual(
        after.map((value) => value === 0),
        layers.map((value) => value === 0),
      );
      network.dispose();
      tf.dispose([...masks.values()]);
      assert.equal(tf.memory().numTensors, tensorsBefore);
    });

    test('8 bits have a scale for each output channel', async () => {
      const tensorsBefore = tf.memory().numTensors;
      const network = networkOf(1);
      const weight = network.weights.find(({ name }) => name === 'conv1.weight') ?? assert.fail();
      // The last axis is the output channel; the first channel is a thousand times the others.
      const scales = tf.tensor1d([1000, 1, 1, 1]);
      tf.tidy(() => weight.variable.assign(tf.mul(weight.variable, scales)));
      const before = valuesOf(network, 'conv1.weight');
      await quantizeNetwork(network);
      const after = valuesOf(network, 'conv1.weight');
      assert.notDeepEqual(after, before);
      for (const [i, value] of after.entries()) {
        const bound = (i % 4 === 0 ? 1000 : 1) / Math.sqrt(9 * 2) / 127;
        assert.ok(Math.abs(value - (before[i] ?? 0)) <= bound);
      }
      scales.dispose();
      network.dispose();
      assert.equal(tf.memory().numTensors, tensorsBefore);
    });

    test('an average lies between, for every weight; a network of another make is refused', () => {
      const [one, other] = [networkOf(1), networkOf(2)];
      const [a, b] = [valuesOf(one, 'conv2.weight'), valuesOf(other, 'conv2.weight')];
      averageNetworks(one, other, 0.25);
      valuesOf(one, 'conv2.weight').forEach((value, i) => {
        assert.ok(Math.abs(value - 0.75 * (a[i] ?? 0) - 0.25 * (b[i] ?? 0)) < 1e-6);
      });
      const image = { height: 5, width: 5, channels: 2 };
      const stranger = createNetwork({ type: 'cnn', image, classes: 3, widths: [4, 6] }, { seed: 3 });
      assert.throws(() => averageNetworks(one, stranger.network, 0.5), RangeError);
      one.dispose();
      other.dispose();
      stranger.network.dispose();
    });
  });
}
