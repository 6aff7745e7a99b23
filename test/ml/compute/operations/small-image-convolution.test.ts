import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { areSmallImages, convolveSmallImages } from '../../../../src/ml/compute/operations/small-image-convolution.js';
import { testedBackends, useTestedBackend } from '../../../rig/backends.js';
import { assertClose } from '../assert-close.js';
import { randomNumbers } from '../random-numbers.js';

const TOLERANCE = 2e-5;

function filled<Rank extends tf.Rank>(name: string, shape: tf.ShapeMap[Rank]): tf.Tensor<Rank> {
  return tf.tensor<Rank>(randomNumbers(name, tf.util.sizeFromShape(shape)), shape);
}

for (const backend of testedBackends({ tiny: true })) {
  describe(`convolution of small images on ${backend}`, () => {
    before(() => useTestedBackend(backend));

    for (const [batch, height, width, size] of [
      [2, 3, 4, 3],
      [3, 1, 1, 3],
      [1, 2, 5, 5],
    ] as const) {
      test(`${batch} of ${height} x ${width}, filter ${size}: value and gradients are conv2d's (to 2e-5)`, () => {
        tf.tidy(() => {
          const images = filled<tf.Rank.R4>('images', [batch, height, width, 3]);
          const filter = filled<tf.Rank.R4>('filter', [size, size, 3, 2]);
          const weights = filled<tf.Rank.R4>('weights', [batch, height, width, 2]);
          const outcome = (convolve: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor4D): readonly tf.Tensor[] => [
            convolve(images, filter),
            ...tf.grads((x, w) => tf.sum(tf.mul(convolve(x as tf.Tensor4D, w as tf.Tensor4D), weights)))([
              images,
              filter,
            ]),
          ];
          const got = outcome(convolveSmallImages);
          for (const [i, expected] of outcome((x, w) => tf.conv2d(x, w, 1, 'same')).entries()) {
            assert.deepEqual(got[i]?.shape, expected.shape);
            assertClose(got[i].dataSync(), expected.dataSync(), TOLERANCE);
          }
        });
      });
    }

    test('is chosen where a batch has fewer pixels than channels, on the library that gains by it', () => {
      tf.tidy(() => {
        const filter = tf.zeros<tf.Rank.R4>([3, 3, 256, 4]);
        const isChosen = (batch: number, of = filter): boolean =>
          areSmallImages(tf.zeros<tf.Rank.R4>([batch, 2, 2, of.shape[2]]), of);
        assert.equal(isChosen(16), backend === 'native');
        assert.equal(isChosen(64), false);
        assert.equal(isChosen(16, tf.zeros<tf.Rank.R4>([1, 1, 256, 4])), false);
        assert.equal(isChosen(1, tf.zeros<tf.Rank.R4>([3, 3, 16, 4])), false);
      });
    });
  });
}
