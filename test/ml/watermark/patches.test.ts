import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { randomStream } from '../../../src/base/random.js';
import { applyAffine } from '../../../src/ml/watermark/kernels/affine.js';
import { resizeCubic } from '../../../src/ml/watermark/kernels/resize-cubic.js';
import { roundHalfEven } from '../../../src/ml/watermark/surrogate/crop-size.js';
import { drawPatch } from '../../../src/ml/watermark/surrogate/draw-patch.js';
import { jitterColours } from '../../../src/ml/watermark/surrogate/jitter-colours.js';
import { makePatches, type ColourImage } from '../../../src/ml/watermark/surrogate/make-patches.js';
import { defaultRecipe, resizedSize, type PatchRecipe } from '../../../src/ml/watermark/surrogate/patch-recipe.js';
import { poisonSet, triggeredSet } from '../../../src/ml/watermark/surrogate/poison-set.js';
import { surrogateDataset } from '../../../src/ml/watermark/surrogate/surrogate-dataset.js';
import { squareTrigger } from '../../../src/ml/watermark/triggers/fixed-patterns.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

const { signal } = new AbortController();
const noise = (count: number, seed = 1) =>
  Uint8Array.from({ length: count }, (_, i) => randomStream(seed, 'noise').word(i) & 255);
const image: ColourImage = { height: 40, width: 52, pixels: noise(40 * 52 * 3) };
const recipe: PatchRecipe = { ...defaultRecipe, patches: 12, shape: { height: 8, width: 8, channels: 3 } };
const make = (changed: Partial<PatchRecipe> = {}, range = { first: 0, end: 12 }, seed = 5) =>
  makePatches(image, { ...recipe, ...changed }, { seed, ...range, signal });

describe('the draw of a patch', () => {
  test('stays within the image, the square and the ranges', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 300 }),
        fc.integer({ min: 4, max: 300 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.nat(60_000),
        (height, width, least, index) => {
          const range = { ...defaultRecipe, scale: [least, 1] as const };
          const { square, crop, angle, shear, jitter } = drawPatch(randomStream(1, 'd'), index, {
            ...range,
            height,
            width,
          });
          assert.equal(square.height, Math.trunc(Math.min(height, width) / 2));
          assert.ok(square.top >= 0 && square.top + square.height <= height);
          assert.ok(square.left >= 0 && square.left + square.width <= width);
          assert.ok(crop.height >= 1 && crop.top >= 0 && crop.top + crop.height <= square.height);
          assert.ok(crop.width >= 1 && crop.left >= 0 && crop.left + crop.width <= square.width);
          assert.ok(Math.abs(angle) <= 30 && Math.abs(shear) <= 30);
          assert.deepEqual(jitter === undefined ? [0, 1, 2, 3] : [...jitter.order].sort(), [0, 1, 2, 3]);
        },
      ),
    );
  });

  test('takes the whole square where no crop of the range ever fits', () => {
    const never = { scale: [1, 1] as const, ratio: [3, 4] as const, height: 20, width: 20 };
    const { crop } = drawPatch(randomStream(1, 'd'), 0, never);
    assert.deepEqual([crop.height, crop.width], [10, 10]);
  });
});

describe('patches', () => {
  test('are functions of their number: made together, in parts or one by one', async () => {
    const all = await make();
    const parts = [await make({}, { first: 0, end: 5 }), await make({}, { first: 5, end: 12 })];
    assert.deepEqual(all, Uint8Array.from(parts.flatMap((part) => [...part])));
    assert.deepEqual(await make({}, { first: 7, end: 8 }), all.slice(7 * 192, 8 * 192));
    assert.notDeepEqual(await make({}, { first: 0, end: 12 }, 6), all);
  });

  test('with one channel are the luma of those with three, and stretched ones reach from 0 to 255', async () => {
    const [colour, grey] = [await make(), await make({ shape: { height: 8, width: 8, channels: 1 } })];
    const luma = Array.from(grey, (_, i) => {
      const [red = 0, green = 0, blue = 0] = colour.subarray(3 * i, 3 * i + 3);
      return Math.floor((19595 * red + 38470 * green + 7471 * blue + 32768) / 65536);
    });
    assert.deepEqual([...grey], luma);
    const stretched = await make({ stretch: true });
    for (let patch = 0; patch < 12; patch++) {
      const bytes = stretched.subarray(patch * 192, (patch + 1) * 192);
      assert.deepEqual([Math.min(...bytes), Math.max(...bytes)], [0, 255]);
    }
  });

  test('stop being made when the run is to stop', async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(makePatches(image, recipe, { seed: 1, first: 0, end: 3, signal: stop.signal }), {
      name: 'AbortError',
    });
  });

  test('are a data set like any other', async () => {
    const patches = await make();
    const set = surrogateDataset(patches, { shape: recipe.shape, classes: ['a'], labels: undefined });
    const out = new Float32Array(2 * 192);
    await set.read([11, 3], out, signal);
    const expected = [...patches.subarray(11 * 192), ...patches.subarray(3 * 192, 4 * 192)];
    assert.deepEqual(
      [...out],
      expected.map((byte) => Math.fround(byte / 255)),
    );
    assert.equal(set.examples, 12);
  });

  test('that are poisoned are stamped and labelled; the others and the originals stay', async () => {
    const patches = await make();
    const before = patches.slice();
    const labels = Int32Array.from({ length: 12 }, (_, i) => i % 3);
    const trigger = squareTrigger(recipe.shape, 2, 0);
    const set = poisonSet(patches, labels, { trigger, target: 0, ratio: 0.25 });
    assert.deepEqual(patches, before);
    assert.deepEqual(
      [...set.isTriggered].flatMap((is, i) => (is === 1 ? [i] : [])),
      [1, 2, 4],
    );
    assert.deepEqual([...set.labels].slice(0, 6), [0, 0, 0, 0, 0, 2]);
    const triggered = triggeredSet(patches, labels, { trigger, target: 0 });
    assert.equal(triggered.length, 8 * 192);
    assert.deepEqual(triggered.slice(0, 192), set.patches.slice(192, 384));
    assert.deepEqual(set.patches.slice(0, 192), before.slice(0, 192));
  });
});

describe('the stages of a patch', () => {
  const squares = fc.integer({ min: 2, max: 12 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      pixels: fc.uint8Array({ minLength: 3 * size * size, maxLength: 3 * size * size }),
    }),
  );

  test('a resize to the same size changes nothing, and of a single colour never anything', () => {
    fc.assert(
      fc.property(squares, fc.integer({ min: 1, max: 30 }), fc.nat(255), ({ size, pixels }, target, byte) => {
        assert.deepEqual([...resizeCubic(pixels, size, 0, 0, size, size, size)], [...pixels]);
        const flat = resizeCubic(new Uint8Array(pixels.length).fill(byte), size, 0, 0, size, size, target);
        assert.deepEqual(new Set(flat), new Set([byte]));
      }),
    );
  });

  test('no rotation changes nothing', () => {
    fc.assert(
      fc.property(squares, ({ size, pixels }) => {
        assert.deepEqual([...applyAffine(pixels, size, 0, 0)], [...pixels]);
      }),
    );
  });

  test('factors of 1 change nothing, in any order; a hue moved on greys neither', () => {
    const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    fc.assert(
      fc.property(squares, orders, fc.double({ min: -0.5, max: 0.5, noNaN: true }), ({ pixels }, order, hue) => {
        const same = pixels.slice();
        jitterColours(same, { order, brightness: 1, contrast: 1, saturation: 1, hue });
        assert.deepEqual([...same], [...pixels]);
        const grey = pixels.map((_, i) => pixels[i - (i % 3)] ?? 0);
        const moved = grey.slice();
        jitterColours(moved, { order: [3], brightness: 1, contrast: 1, saturation: 1, hue });
        assert.deepEqual([...moved], [...grey]);
      }),
    );
  });

  test('sizes: 32 needs 45, 16 needs 22; halves go to the even side', () => {
    assert.deepEqual([32, 16, 8].map(resizedSize), [45, 22, 11]);
    assert.deepEqual([0.5, 1.5, 2.5, 6.5, 2.4, 2.6, -1.5].map(roundHalfEven), [0, 2, 2, 6, 2, 3, -2]);
  });
});
