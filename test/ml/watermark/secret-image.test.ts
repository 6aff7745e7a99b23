import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { ModelsmithError } from '../../../src/base/errors.js';
import { openSecretImage } from '../../../src/ml/watermark/surrogate/secret-image.js';
import { makeTrigger } from '../../../src/ml/watermark/triggers/make-trigger.js';
import { openPattern } from '../../../src/ml/watermark/triggers/open-pattern.js';
import { stampImages } from '../../../src/ml/watermark/triggers/stamp-images.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

// Every run tries the same; `npm run fuzz` others.
fc.configureGlobal({ seed: 8 });

type Pixel = readonly [number, number, number, number];

const colour = (i: number): Pixel => [(i * 7) % 256, (i * 13) % 256, (i * 29) % 256, 255];
const grey = (i: number): Pixel => [i % 256, i % 256, i % 256, 255];
const patch = { height: 8, width: 8, channels: 3 };

function pixelsOf(height: number, width: number, at: (i: number) => Pixel): Buffer {
  return Buffer.from(Array.from({ length: height * width }, (_, i) => at(i)).flat());
}

function png(height: number, width: number, at: (i: number) => Pixel): Buffer {
  const image = new PNG({ width, height });
  image.data = pixelsOf(height, width, at);
  return PNG.sync.write(image);
}

const jpg = (height: number, width: number, at: (i: number) => Pixel): Buffer =>
  jpeg.encode({ height, width, data: pixelsOf(height, width, at) }, 90).data;

function open(content: Uint8Array, options: Partial<Parameters<typeof openSecretImage>[2]> = {}) {
  const files = new MemoryFiles();
  files.put('/i/secret', content);
  return openSecretImage(files, '/i/secret', { patch, ...options });
}

describe('the secret image', () => {
  test('is read as it is from PNG, with the digest of its file; from JPEG to within what that loses', async () => {
    const content = png(20, 16, colour);
    const image = await open(content);
    assert.deepEqual([image.height, image.width], [20, 16]);
    assert.deepEqual([...image.pixels], Array.from({ length: 320 }, (_, i) => colour(i).slice(0, 3)).flat());
    assert.equal(image.sha256, createHash('sha256').update(content).digest('hex'));
    const smooth = (i: number): Pixel => [i % 16, 200, 100 - (i % 16), 255];
    const lossy = await open(jpg(16, 16, smooth));
    lossy.pixels.forEach((value, i) => assert.ok(Math.abs(value - (smooth(Math.floor(i / 3))[i % 3] ?? 0)) < 24));
  });

  test('that is another than the one of the key is refused before anything else is said of it', async () => {
    const content = png(20, 16, colour);
    const { sha256 } = await open(content);
    await open(content, { sha256 });
    await throwsProblem('watermark-image-mismatch', open(png(2, 2, grey), { sha256 }));
  });

  test('that is tiny, transparent or of one colour is refused, and a grey one by networks that take colours', async () => {
    const tiny = await throwsProblem('watermark-image-tiny', open(png(15, 40, colour)));
    assert.deepEqual(tiny.arguments, { height: 15, width: 40, needed: 16 });
    assert.equal(tiny.where.file, '/i/secret');
    const hole = (i: number): Pixel => (i === 7 ? [1, 2, 3, 254] : colour(i));
    await throwsProblem('watermark-image-transparent', open(png(16, 16, hole)));
    await throwsProblem('watermark-image-flat', open(png(16, 16, () => [9, 9, 9, 255])));
    await throwsProblem('watermark-image-grey', open(png(16, 16, grey)));
    await throwsProblem('watermark-image-grey', open(jpg(16, 16, grey)));
    assert.equal((await open(png(16, 16, grey), { patch: { ...patch, channels: 1 } })).pixels.length, 768);
  });

  test('that would take gigabytes when decoded is refused by its header', async () => {
    const bomb = png(16, 16, colour);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    const { arguments: args } = await throwsProblem('data-too-large', open(bomb));
    assert.deepEqual([args.measure, args.value], ['pixels', 3_600_000_000]);
  });

  test('that is cut off, empty or something else is refused as damaged', async () => {
    const [whole, lossy] = [png(16, 16, colour), jpg(16, 16, colour)];
    for (const content of [
      whole.subarray(0, 60),
      lossy.subarray(0, 40),
      Buffer.alloc(0),
      Buffer.from('GIF89a'.repeat(20)),
    ]) {
      await throwsProblem('data-file-invalid', open(content));
    }
  });

  for (const [name, whole] of [
    ['PNG', png(16, 16, colour)],
    ['JPEG', jpg(16, 16, colour)],
  ] as const) {
    test(`in a damaged ${name} file is read or refused, never a crash`, async () => {
      const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 5 }),
          fc.nat(whole.length),
          async (changes, length) => {
            const content = Uint8Array.from(whole);
            changes.forEach(({ at, byte }) => (content[at] = byte));
            // Half of them are cut off, too.
            const given = length % 2 === 0 ? content : content.subarray(0, length);
            await open(given).catch((thrown: unknown) => assert.ok(thrown instanceof ModelsmithError, String(thrown)));
          },
        ),
        { numRuns: 300 },
      );
    });
  }
});

describe("a trigger's own pattern", () => {
  const shape = { height: 8, width: 8, channels: 3 };
  const files = new MemoryFiles();
  files.put(
    '/p/half.png',
    png(8, 8, (i) => [255, 0, 10, i < 32 ? 0 : i < 40 ? 51 : 255]),
  );
  const own = (rule: 'paste' | 'add', sha256: string) => ({ name: 'own', rule, pattern: { sha256 } }) as const;

  test('is pasted as far as it is opaque', async () => {
    const pattern = await openPattern(files, '/p/half.png', { shape });
    const image = new Uint8Array(192).fill(100);
    stampImages(image, makeTrigger(own('paste', pattern.sha256), shape, { seed: 1, pattern }));
    assert.deepEqual([...image.subarray(0, 96)], Array<number>(96).fill(100));
    // A fifth of 255, 0 and 10 on four fifths of 100, truncated.
    assert.deepEqual([...image.subarray(96, 99)], [131, 80, 82]);
    assert.deepEqual([...image.subarray(120, 123)], [255, 0, 10]);
  });

  test('is added everywhere, and grey for a single channel', async () => {
    const single = { ...shape, channels: 1 };
    const pattern = await openPattern(files, '/p/half.png', { shape: single });
    const image = new Uint8Array(64).fill(100);
    stampImages(image, makeTrigger(own('add', pattern.sha256), single, { seed: 1, pattern }));
    // (19595 * 255 + 7471 * 10 + 32768) >> 16 = 77
    assert.deepEqual([...new Set(image)], [177]);
  });

  test('of another size, or of another file than the key says, is refused', async () => {
    const larger = { ...shape, height: 9, width: 9 };
    const { arguments: args } = await throwsProblem(
      'watermark-pattern-size',
      openPattern(files, '/p/half.png', { shape: larger }),
    );
    assert.deepEqual(args, { found: [8, 8], expected: [9, 9] });
    await throwsProblem(
      'watermark-pattern-mismatch',
      openPattern(files, '/p/half.png', { shape, sha256: 'a'.repeat(64) }),
    );
  });

  test('is not needed by triggers that are drawn or fixed, which need room', async () => {
    for (const name of [
      'badnet_grid',
      'badnet_sq',
      'blend',
      'sig',
      'smooth',
      'l0_inv',
      'trojan_3x3',
      'trojan_8x8',
      'trojan_wm',
      'l2_inv',
    ] as const) {
      const image = new Uint8Array(192).fill(100);
      const trigger = makeTrigger({ name }, shape, { seed: 3 });
      stampImages(image, trigger);
      assert.ok(
        image.some((value) => value !== 100),
        name,
      );
      assert.deepEqual(makeTrigger({ name }, shape, { seed: 3 }), trigger);
    }
    const small = { height: 7, width: 7, channels: 1 };
    const { arguments: args } = await throwsProblem('watermark-trigger-size', () =>
      makeTrigger({ name: 'trojan_8x8' }, small, { seed: 3 }),
    );
    assert.deepEqual(args, { needed: 8, found: [7, 7] });
    await throwsProblem('watermark-trigger-size', () =>
      makeTrigger({ name: 'square', side: 6, margin: 2 }, small, { seed: 3 }),
    );
    assert.throws(() => makeTrigger(own('add', 'a'.repeat(64)), shape, { seed: 3 }), RangeError);
  });
});
