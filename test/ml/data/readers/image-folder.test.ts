import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import type { DatasetDescription } from '../../../../src/ml/data/description.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { assertReadsOrRefuses, openFrom, valuesAt } from './open-in-memory.js';

const images: DatasetDescription = { format: 'images', folder: 'i' };

/** An image of one colour. */
function png(width: number, height: number, colour: readonly [number, number, number]): Uint8Array {
  const image = new PNG({ width, height });
  image.data.set(Array.from({ length: width * height }, () => [...colour, 255]).flat());
  return PNG.sync.write(image);
}

function jpg(width: number, height: number, colour: readonly [number, number, number]): Uint8Array {
  const data = Buffer.from(Array.from({ length: width * height }, () => [...colour, 255]).flat());
  return jpeg.encode({ width, height, data }, 95).data;
}

describe('a folder of images', () => {
  test('sub-folders are classes in the order of their names; hidden and other files are left out', async () => {
    const dataset = await openFrom(
      {
        'i/zebra/1.png': png(2, 1, [255, 0, 51]),
        'i/ant/b.PNG': png(2, 1, [0, 255, 0]),
        'i/ant/a.png': png(2, 1, [0, 0, 255]),
        'i/ant/readme.txt': 'x',
        'i/.cache/1.png': 'x',
        'i/empty/notes.md': 'x',
        'i/list.csv': 'x',
      },
      images,
    );
    assert.deepEqual(dataset.classes, ['ant', 'zebra']);
    assert.deepEqual([...(dataset.labels ?? [])], [0, 0, 1]);
    assert.deepEqual([...(await valuesAt(dataset, [2, 1]))], [1, 0, 0.2, 1, 0, 0.2, 0, 1, 0, 0, 1, 0].map(Math.fround));
  });

  test('JPEG and PNG are read alike, to within what JPEG loses', async () => {
    const dataset = await openFrom(
      { 'i/a/1.jpg': jpg(8, 8, [200, 100, 50]), 'i/b/1.png': png(8, 8, [200, 100, 50]) },
      images,
    );
    const [first, second] = [await valuesAt(dataset, [0]), await valuesAt(dataset, [1])];
    assert.ok(first.every((value, i) => Math.abs(value - (second[i] ?? 0)) < 3 / 255));
  });

  test('images are scaled and made grey where that is asked for: a colour stays what it is', async () => {
    const contents = { 'i/a/1.png': png(7, 5, [255, 255, 255]), 'i/b/1.png': png(2, 3, [0, 0, 0]) };
    const found = await throwsProblem('data-image-size', openFrom(contents, images));
    assert.deepEqual(
      [found.arguments.found, found.arguments.expected, found.where.file],
      [[3, 2], [5, 7], '/d/i/b/1.png'],
    );
    const dataset = await openFrom(contents, { ...images, size: [4, 4], channels: 1 });
    assert.deepEqual(dataset.kind === 'arrays' && dataset.shape, [4, 4, 1]);
    const values = await valuesAt(dataset, [0, 1]);
    assert.ok(
      values.slice(0, 16).every((value) => Math.abs(value - 1) < 1e-6) &&
        values.slice(16).every((value) => value === 0),
    );
  });

  test('scaling down averages, so that fine stripes become grey', async () => {
    const image = new PNG({ width: 64, height: 8 });
    image.data.set(
      Array.from({ length: 64 * 8 }, (_, i) => (i % 2 === 0 ? [255, 255, 255, 255] : [0, 0, 0, 255])).flat(),
    );
    const striped = PNG.sync.write(image);
    const dataset = await openFrom(
      { 'i/a/1.png': striped, 'i/b/1.png': striped },
      { ...images, size: [4, 4], channels: 1 },
    );
    assert.ok((await valuesAt(dataset, [0])).every((value) => Math.abs(value - 0.5) < 0.05));
  });

  test('an image that claims too many pixels is refused before it is decoded', async () => {
    const large = Buffer.from(png(2, 2, [0, 0, 0]));
    large.writeUInt32BE(60_000, 16);
    large.writeUInt32BE(60_000, 20);
    const found = await throwsProblem('data-too-large', openFrom({ 'i/a/1.png': large }, images));
    assert.deepEqual([found.arguments.value, found.where.file], [3_600_000_000, '/d/i/a/1.png']);
  });

  test('no folder, no images and what is no image are told', async () => {
    await throwsProblem('file-missing', openFrom({ x: '' }, images));
    await throwsProblem('data-empty', openFrom({ 'i/a/x.txt': '' }, images));
    const found = await throwsProblem('data-file-invalid', openFrom({ 'i/a/1.png': 'GIF89a' }, images));
    assert.deepEqual([found.arguments.format, found.arguments.offence], ['png', 'magic']);
  });

  test('a damaged image is told by its name when it is decoded', async () => {
    const broken = png(9, 9, [1, 2, 3]).slice(0, -30);
    const dataset = await openFrom({ 'i/a/1.png': broken, 'i/b/1.png': png(9, 9, [1, 2, 3]) }, images);
    const found = await throwsProblem('data-file-invalid', valuesAt(dataset, [1, 0]));
    assert.deepEqual([found.arguments.offence, found.where.file], ['not-decodable', '/d/i/a/1.png']);
  });

  test('any changed bytes are decoded, or refused by an error that names the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(png(6, 5, [9, 8, 7]), jpg(16, 8, [9, 200, 7])),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }),
        fc.option(fc.nat(), { nil: undefined }),
        async (whole, changes, length) => {
          const content = Uint8Array.from(whole);
          for (const [at, value] of changes) {
            content[at % content.length] = value;
          }
          const cut = length === undefined ? content : content.slice(0, length % content.length);
          await assertReadsOrRefuses({ 'i/a/1.png': cut }, { ...images, size: [4, 4] });
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  });
});
