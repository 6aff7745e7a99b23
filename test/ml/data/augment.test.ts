import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomStream } from '../../../src/base/random.js';
import type { AugmentedImages } from '../../../src/ml/data/augment/augment-batch.js';
import { augmentBatch } from '../../../src/ml/data/augment/augment-batch.js';
import type { Augmentation } from '../../../src/ml/data/augment/augmentation.js';
import { drawBeta } from '../../../src/ml/data/augment/draw-beta.js';
import { drawsFrom } from '../../../src/ml/data/draws.js';
import { copyBox, jitterColour, moveImage } from '../../../src/ml/data/kernels/augment.js';

const shape = { height: 6, width: 5, channels: 3 };
const SIZE = 90;

/** Images whose numbers tell which example and which place they come from. */
function augment(examples: readonly number[], augmentation: Augmentation, epoch = 0): AugmentedImages {
  const images = Float32Array.from(
    { length: examples.length * SIZE },
    (_, i) => ((examples[Math.floor(i / SIZE)] ?? 0) * 100 + (i % SIZE) + 1) / 2000,
  );
  const labels = Int32Array.from(examples, (example) => example % 4);
  return augmentBatch({ images, examples: Int32Array.from(examples), labels }, augmentation, {
    shape,
    classes: 4,
    seed: 9,
    epoch,
  });
}

describe('augmentation', () => {
  test('an example is changed alike in any batch, and otherwise in another epoch', () => {
    const changes = {
      crop: { padding: 2 },
      flip: 0.5,
      jitter: { brightness: 0.3, contrast: 0.3, saturation: 0.3 },
      erase: { probability: 0.5, area: [0.1, 0.3] as const },
    };
    const together = augment([3, 7, 11], changes).images;
    const apart = augment([11, 5], changes).images;
    assert.deepEqual(together.slice(2 * SIZE), apart.slice(0, SIZE));
    assert.notDeepEqual(augment([3, 7, 11], changes, 1).images, together);
    assert.deepEqual(augment([3, 7, 11], changes).images, together);
  });

  test('nothing asked for changes nothing', () => {
    const { images, targets } = augment([1, 2], {});
    assert.equal(images[0], Math.fround(101 / 2000));
    assert.equal(targets, undefined);
  });

  test('a moved image keeps what stays inside, zeros come in, and mirrored twice it is itself', () => {
    const image = Float32Array.from({ length: SIZE }, (_, i) => i + 1);
    const moved = new Float32Array(SIZE);
    moveImage(image, 0, moved, 0, shape, 2, -1, false);
    const at = (values: Float32Array, row: number, column: number): number => values[(row * 5 + column) * 3] ?? -1;
    assert.deepEqual(
      [at(moved, 0, 0), at(moved, 2, 0), at(moved, 5, 3), at(moved, 5, 4)],
      [0, at(image, 0, 1), at(image, 3, 4), 0],
    );
    const [once, twice] = [new Float32Array(SIZE), new Float32Array(SIZE)];
    moveImage(image, 0, once, 0, shape, 0, 0, true);
    moveImage(once, 0, twice, 0, shape, 0, 0, true);
    assert.equal(at(once, 0, 0), at(image, 0, 4));
    assert.deepEqual(twice, image);
  });

  test('colours: factors of 1 change nothing, no saturation makes grey, values stay in 0..1', () => {
    const image = Float32Array.from({ length: SIZE }, (_, i) => (i % 7) / 7);
    const same = image.slice();
    jitterColour(same, 0, shape, 1, 1, 1);
    assert.ok(same.every((value, i) => Math.abs(value - (image[i] ?? 0)) < 1e-6));
    const grey = image.slice();
    jitterColour(grey, 0, shape, 1, 1, 0);
    assert.ok(Math.abs((grey[0] ?? 0) - (grey[2] ?? 1)) < 1e-6);
    const bright = image.slice();
    jitterColour(bright, 0, shape, 3, 2, 1);
    assert.ok(bright.every((value) => value >= 0 && value <= 1));
  });

  test('mixed images are the same share of two examples as their labels', () => {
    const { images, targets = new Float32Array(0) } = augment([0, 1, 2, 3], { mixup: { alpha: 1 } });
    for (let i = 0; i < 4; i++) {
      const row = [...targets.slice(4 * i, 4 * i + 4)];
      assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-6);
      // Example e holds 100 e + place + 1: the mean example of the labels gives the values.
      const mean = row.reduce((sum, share, label) => sum + share * label, 0);
      for (let place = 0; place < SIZE; place += 17) {
        assert.ok(Math.abs((images[i * SIZE + place] ?? 0) * 2000 - (100 * mean + place + 1)) < 1e-2);
      }
    }
    assert.ok(targets.some((share) => share > 0.05 && share < 0.95));
  });

  test('a cut image has as much of another one as its label says, to the pixel', () => {
    const { images, targets = new Float32Array(0) } = augment([0, 1, 2, 3], { cutmix: { alpha: 1 } });
    for (let i = 0; i < 4; i++) {
      const counts = [0, 0, 0, 0];
      for (let pixel = 0; pixel < 30; pixel++) {
        const value = Math.round((images[i * SIZE + pixel * 3] ?? 0) * 2000) - 1 - pixel * 3;
        counts[value / 100] = (counts[value / 100] ?? 0) + 1;
      }
      assert.deepEqual(
        counts.map((count) => Math.fround(count / 30).toFixed(5)),
        [...targets.slice(4 * i, 4 * i + 4)].map((share) => share.toFixed(5)),
      );
    }
  });

  test('copying a whole image makes the other one of it', () => {
    const [from, to] = [new Float32Array(SIZE).fill(1), new Float32Array(SIZE)];
    copyBox(from, 0, to, 0, shape, { top: 0, left: 0, height: 6, width: 5 });
    assert.deepEqual(to, from);
  });

  test('shares from Beta(alpha, alpha) have mean 1/2 and variance 1 / (4 (2 alpha + 1)), to 5 standard errors', () => {
    for (const alpha of [0.2, 0.5, 1, 3]) {
      const stream = randomStream(1, `beta/${alpha}`);
      const values = Array.from({ length: 4000 }, (_, i) => drawBeta(alpha, drawsFrom(stream, i * 256)));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const expected = 1 / (4 * (2 * alpha + 1));
      assert.ok(Math.abs(mean - 0.5) < 5 * Math.sqrt(expected / values.length), `${alpha}: ${mean}`);
      assert.ok(Math.abs(variance / expected - 1) < 0.1, `${alpha}: ${variance}`);
    }
  });
});
