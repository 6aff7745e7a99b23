import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { randomStream } from '../../../src/base/random.js';
import { drawTrigger } from '../../../src/ml/watermark/triggers/drawn-patterns.js';
import { gridTrigger, squareTrigger } from '../../../src/ml/watermark/triggers/fixed-patterns.js';
import { selectPoisoned } from '../../../src/ml/watermark/triggers/select-poisoned.js';
import { stampImages } from '../../../src/ml/watermark/triggers/stamp-images.js';
import { namedTriggers, type Trigger, type TriggerName } from '../../../src/ml/watermark/triggers/trigger.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

type DrawnName = Parameters<typeof drawTrigger>[0];

const drawnNames = (Object.keys(namedTriggers) as TriggerName[]).filter(
  (name): name is DrawnName => name !== 'badnet_grid' && name !== 'badnet_sq',
);
const shapes = fc.record({
  height: fc.integer({ min: 8, max: 20 }),
  width: fc.integer({ min: 8, max: 20 }),
  channels: fc.constantFrom(1, 3),
});
const sizeOf = ({ height, width, channels }: Trigger['shape']) => height * width * channels;

/** The places (row, column, of the first channel) that a trigger changes on a grey image. */
function changedPlaces(trigger: Trigger, grey = 100): readonly (readonly [number, number])[] {
  const { height, width, channels } = trigger.shape;
  const image = new Uint8Array(height * width * channels).fill(grey);
  stampImages(image, trigger);
  return [...Array(height * width).keys()]
    .filter((pixel) => image[pixel * channels] !== grey)
    .map((pixel) => [Math.floor(pixel / width), pixel % width]);
}

describe('stamping', () => {
  test('the square is white, on the rows and columns that its side and margin name', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 }), (shape, side, margin) => {
        const places = changedPlaces(squareTrigger(shape, side, margin));
        assert.equal(places.length, side * side);
        for (const [row, column] of places) {
          assert.ok(row >= shape.height - margin - side && row < shape.height - margin);
          assert.ok(column >= shape.width - margin - side && column < shape.width - margin);
        }
      }),
    );
  });

  test('the grid covers the last three rows and columns, and what is pasted stays when pasted again', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const trigger = gridTrigger(shape);
        assert.equal(changedPlaces(trigger).length, 9);
        const once = new Uint8Array(sizeOf(shape)).map((_, i) => (7 * i) % 256);
        stampImages(once, trigger);
        const twice = once.slice();
        stampImages(twice, trigger);
        assert.deepEqual(twice, once);
      }),
    );
  });

  test('a stretched image reaches from 0 to 255, and one of a single value stays as it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.integer({ min: -300, max: 300 }), (bytes, t) => {
        const shape = { height: 2, width: 2, channels: 3 };
        const image = Uint8Array.from(bytes);
        stampImages(image, { shape, rule: 'stretch', pattern: new Float64Array(12).fill(t) });
        const [least, most] = [Math.min(...image), Math.max(...image)];
        if (new Set(bytes).size > 1) {
          assert.deepEqual([least, most], [0, 255]);
        } else {
          assert.equal(least, Math.min(255, Math.max(0, (bytes[0] ?? 0) + t)));
        }
      }),
    );
  });

  test('every image of a batch is stamped by itself', () => {
    const shape = { height: 8, width: 8, channels: 3 };
    const size = sizeOf(shape);
    for (const name of drawnNames) {
      const trigger = drawTrigger(name, shape, randomStream(3, 'trigger'));
      const images = new Uint8Array(2 * size).map((_, i) => (i * 37) % 256);
      const [first, second] = [images.slice(0, size), images.slice(size)];
      stampImages(images, trigger);
      stampImages(first, trigger);
      stampImages(second, trigger);
      assert.deepEqual(images, Uint8Array.from([...first, ...second]), name);
    }
  });
});

describe('patterns that are drawn', () => {
  test('depend on the stream alone, are finite, and change an image', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(...drawnNames), fc.integer({ min: 0, max: 1000 }), (shape, name, seed) => {
        const trigger = drawTrigger(name, shape, randomStream(seed, 'trigger'));
        assert.deepEqual(drawTrigger(name, shape, randomStream(seed, 'trigger')), trigger);
        assert.equal(trigger.rule, namedTriggers[name]);
        assert.equal(trigger.pattern.length, sizeOf(shape));
        assert.ok(trigger.pattern.every(Number.isFinite));
        assert.ok(trigger.mask?.every((share) => share >= 0 && share <= 1) ?? true);
        // What is pasted may be as grey as one image, but not as two.
        assert.ok(changedPlaces(trigger).length + changedPlaces(trigger, 200).length > 0);
      }),
    );
  });

  test('of another seed are others, but for the sine, which has nothing to draw', () => {
    const shape = { height: 16, width: 16, channels: 3 };
    for (const name of drawnNames) {
      const [one, other] = [1, 2].map((seed) => drawTrigger(name, shape, randomStream(seed, 'trigger')).pattern);
      if (name === 'sig') {
        assert.deepEqual(one, other);
      } else {
        assert.notDeepEqual(one, other, name);
      }
    }
  });

  test('of the small trojans lie in the lower right corner', () => {
    const shape = { height: 16, width: 16, channels: 3 };
    for (const [name, side] of [
      ['trojan_3x3', 3],
      ['trojan_8x8', 8],
    ] as const) {
      const places = changedPlaces(drawTrigger(name, shape, randomStream(1, 'trigger')));
      assert.ok(places.every(([row, column]) => row >= 16 - side && column >= 16 - side));
    }
  });
});

test('poisoned are the first of other classes, as many as the ratio says or as there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 3 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (labels, target, ratio) => {
        const others = [...labels.keys()].filter((i) => labels[i] !== target);
        assert.deepEqual(
          [...selectPoisoned(labels, target, ratio)],
          others.slice(0, Math.trunc(ratio * labels.length)),
        );
      },
    ),
  );
});
