import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import type { DataOffence } from '../../../../src/base/offences.js';
import type { DatasetDescription } from '../../../../src/ml/data/description.js';
import { bytesOf, cifarBytes, idxBytes, npyBytes, npyHeader } from '../../../fakes/data-bytes.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { assertReadsOrRefuses, openFrom, valuesAt } from './open-in-memory.js';

const cifar10: DatasetDescription = { format: 'cifar10', files: ['a.bin', 'b.bin'] };
const idx: DatasetDescription = { format: 'idx', inputs: 'x', labels: 'y' };
const npy: DatasetDescription = { format: 'npy', inputs: 'x', labels: 'y' };
const npz: DatasetDescription = { format: 'npz', file: 'd.npz', inputs: 'x', labels: 'y' };

async function refused(offence: DataOffence, action: Promise<unknown>, file: string): Promise<void> {
  const found = await throwsProblem('data-file-invalid', action);
  assert.equal(found.arguments.offence, offence);
  assert.equal(found.where.file, file);
}

describe('CIFAR', () => {
  test('files become one set; planes become channels, bytes become 0..1', async () => {
    const dataset = await openFrom({ 'a.bin': cifarBytes([[3], [0]]), 'b.bin': cifarBytes([[9]]) }, cifar10);
    assert.deepEqual([...(dataset.labels ?? [])], [3, 0, 9]);
    const values = await valuesAt(dataset, [2, 0]);
    // Pixel 1 of label 9: planes of 1024 that begin 50 higher each, modulo 256.
    assert.deepEqual(
      [...values.slice(3, 6)],
      [10, 60, 110].map((byte) => Math.fround(byte / 255)),
    );
    assert.equal(values[3072], Math.fround(3 / 255));
  });

  test('CIFAR-100 has fine labels, and coarse ones where they are asked for', async () => {
    const files = {
      'a.bin': cifarBytes([
        [4, 77],
        [19, 2],
      ]),
    };
    const fine = await openFrom(files, { format: 'cifar100', files: ['a.bin'] });
    const coarse = await openFrom(files, { format: 'cifar100', files: ['a.bin'], labels: 'coarse' });
    assert.deepEqual([[...(fine.labels ?? [])], fine.classes.length], [[77, 2], 100]);
    assert.deepEqual([[...(coarse.labels ?? [])], coarse.classes.length], [[4, 19], 20]);
  });

  test('a part of a record, a label outside and an empty file are refused with file and example', async () => {
    const whole = cifarBytes([[1], [2]]);
    await refused('shape', openFrom({ 'a.bin': whole.slice(0, -1), 'b.bin': whole }, cifar10), '/d/a.bin');
    await refused('ended-early', openFrom({ 'a.bin': whole, 'b.bin': whole.slice(0, 99) }, cifar10), '/d/b.bin');
    const outside = await throwsProblem(
      'data-label-outside',
      openFrom({ 'a.bin': whole, 'b.bin': cifarBytes([[0], [10]]) }, cifar10),
    );
    assert.deepEqual(outside.arguments, { example: 1, label: '10', classes: 10 });
    assert.equal(outside.where.file, '/d/b.bin');
    await throwsProblem('data-empty', openFrom({ 'a.bin': whole, 'b.bin': '' }, cifar10));
  });
});

describe('IDX', () => {
  const images = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
  const labels = idxBytes(0x08, [3], Uint8Array.from([2, 0, 1]));

  test('images of bytes get a channel and lie in 0..1, plain or packed by gzip', async () => {
    const plain = idxBytes(0x08, [3, 2, 2], images);
    for (const x of [plain, gzipSync(plain)]) {
      const dataset = await openFrom({ x, y: labels }, idx);
      assert.deepEqual([dataset.kind === 'arrays' && dataset.shape, dataset.classes.length], [[2, 2, 1], 3]);
      assert.deepEqual(
        await valuesAt(dataset, [2, 0]),
        Float32Array.from([160, 180, 200, 220, 0, 20, 40, 60], (v) => v / 255),
      );
    }
  });

  test('wider numbers are big-endian, and stay what they are', async () => {
    const data = Buffer.alloc(16);
    for (const [i, value] of [1.5, -2, 3e9, 0.25].entries()) {
      data.writeFloatBE(value, 4 * i);
    }
    const dataset = await openFrom({ x: idxBytes(0x0d, [2, 2], data) }, { format: 'idx', inputs: 'x' });
    assert.deepEqual([...(await valuesAt(dataset, [0, 1]))], [1.5, -2, 3e9, 0.25]);
    assert.equal(dataset.labels, undefined);
  });

  test('sizes that lie, unknown types and labels that do not fit are refused', async () => {
    const plain = idxBytes(0x08, [3, 2, 2], images);
    const open = (x: Uint8Array, y: Uint8Array = labels): Promise<unknown> => openFrom({ x, y }, idx);
    await refused('ended-early', open(plain.slice(0, -1)), '/d/x');
    await refused('ended-early', open(plain.slice(0, 9)), '/d/x');
    await refused('trailing-data', open(Buffer.concat([plain, Buffer.alloc(1)])), '/d/x');
    await refused('magic', open(Uint8Array.from([1, 2, 3, 4, 5])), '/d/x');
    await refused('dtype', open(idxBytes(0x0a, [3], images)), '/d/x');
    await refused('not-decodable', open(gzipSync(plain).subarray(0, 30)), '/d/x');
    await throwsProblem('data-too-large', open(idxBytes(0x08, [3, 0xffffffff, 0xffffffff], images)));
    await throwsProblem('data-too-large', open(idxBytes(0x08, [0xffffffff, 1], images)));
    await throwsProblem('data-empty', open(idxBytes(0x08, [0, 2, 2], new Uint8Array(0))));
    await throwsProblem('data-counts-differ', open(idxBytes(0x08, [4, 3], images)));
    await refused('shape', open(plain, idxBytes(0x08, [3, 2], images.slice(0, 6))), '/d/y');
    await throwsProblem('file-missing', openFrom({ x: plain }, idx));
  });

  test('labels outside of the given classes are told', async () => {
    const action = openFrom({ x: idxBytes(0x08, [3, 2, 2], images), y: labels }, { ...idx, classes: 2 });
    assert.deepEqual((await throwsProblem('data-label-outside', action)).arguments, {
      example: 0,
      label: '2',
      classes: 2,
    });
  });
});

describe('NumPy files', () => {
  const y = npyBytes(npyHeader('<i8', '(2,)'), bytesOf(BigInt64Array.from([1n, 0n])));
  const rowMajor = Float32Array.from([1, 2, 3, 4, 5, 6]);

  test('numbers of every type and order give the same examples', async () => {
    const big = Buffer.from(bytesOf(Float64Array.from(rowMajor))).swap64();
    const variants: readonly (readonly [string, boolean, Uint8Array])[] = [
      ['<f4', false, bytesOf(rowMajor)],
      ['<f8', false, bytesOf(Float64Array.from(rowMajor))],
      ['>f8', false, big],
      ['|u1', false, Uint8Array.from(rowMajor)],
      ['<i2', false, bytesOf(Int16Array.from(rowMajor))],
      ['<u4', false, bytesOf(Uint32Array.from(rowMajor))],
      ['<i8', false, bytesOf(BigInt64Array.from([1n, 2n, 3n, 4n, 5n, 6n]))],
      ['<f2', false, bytesOf(Uint16Array.from([0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600]))],
      ['<f4', true, bytesOf(Float32Array.from([1, 4, 2, 5, 3, 6]))],
      ['>i2', true, Buffer.from([0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6])],
    ];
    for (const [descr, isColumnMajor, data] of variants) {
      const dataset = await openFrom({ x: npyBytes(npyHeader(descr, '(2, 3)', isColumnMajor), data), y }, npy);
      assert.deepEqual([...(await valuesAt(dataset, [1, 0]))], [4, 5, 6, 1, 2, 3], descr);
      assert.deepEqual([...(dataset.labels ?? [])], [1, 0]);
    }
  });

  test('a column-major array of any shape is the row-major one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }), async (shape) => {
        const size = shape.reduce((product, one) => product * one, 1);
        const data = new Float32Array(size);
        // Element (i0, i1, ...) holds its row-major place, and lies at i0 + n0 (i1 + n1 (...)).
        for (let place = 0; place < size; place++) {
          let [rest, at] = [place, 0];
          for (let d = shape.length - 1; d >= 0; d--) {
            const length = shape[d] ?? 1;
            at += (rest % length) * shape.slice(0, d).reduce((product, one) => product * one, 1);
            rest = Math.floor(rest / length);
          }
          data[at] = place;
        }
        const x = npyBytes(npyHeader('<f4', `(${shape.join(', ')})`, true), bytesOf(data));
        const dataset = await openFrom({ x }, { format: 'npy', inputs: 'x' });
        const values = await valuesAt(
          dataset,
          Array.from({ length: shape[0] ?? 0 }, (_, i) => i),
        );
        assert.deepEqual(
          [...values],
          Array.from({ length: size }, (_, i) => i),
        );
      }),
    );
  });

  test('headers that would run code, lie or say nothing are refused', async () => {
    const data = bytesOf(rowMajor);
    const open = (x: Uint8Array): Promise<unknown> => openFrom({ x, y }, npy);
    await refused('dtype', open(npyBytes(npyHeader('|O', '(2, 3)'), data)), '/d/x');
    await refused(
      'dtype',
      open(npyBytes("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", data)),
      '/d/x',
    );
    await refused('header', open(npyBytes('{}', data)), '/d/x');
    await refused(
      'header',
      open(npyBytes("{'descr': '<f4', 'fortran_order': exit(), 'shape': (2, 3), }", data)),
      '/d/x',
    );
    await refused('shape', open(npyBytes(npyHeader('<f4', '()'), data)), '/d/x');
    await refused('ended-early', open(npyBytes(npyHeader('<f4', '(2, 4)'), data)), '/d/x');
    await refused('trailing-data', open(npyBytes(npyHeader('<f4', '(2, 2)'), data)), '/d/x');
    await refused('magic', open(Buffer.from('something else entirely')), '/d/x');
    await throwsProblem('data-too-large', open(npyBytes(npyHeader('<f4', '(2, 99999999999)'), data)));
  });

  test('NaN and infinity are told with their example when they are read', async () => {
    const x = npyBytes(npyHeader('<f4', '(2, 3)'), bytesOf(Float32Array.from([1, 2, 3, 4, Number.NaN, 6])));
    const dataset = await openFrom({ x, y }, npy);
    const found = await throwsProblem('data-not-finite', valuesAt(dataset, [0, 1]));
    assert.deepEqual([found.arguments, found.where.file], [{ example: 1, value: 'NaN' }, '/d/x']);
  });

  test('archives are read by the names of their arrays, stored or packed', async () => {
    const x = npyBytes(npyHeader('<f4', '(2, 3)'), bytesOf(rowMajor));
    for (const level of [0, 6] as const) {
      const dataset = await openFrom({ 'd.npz': zipSync({ 'x.npy': x, 'y.npy': y }, { level }) }, npz);
      assert.deepEqual([...(await valuesAt(dataset, [1]))], [4, 5, 6]);
      assert.deepEqual([...(dataset.labels ?? [])], [1, 0]);
    }
    await refused('array-missing', openFrom({ 'd.npz': zipSync({ 'x.npy': x }) }, npz), '/d/d.npz');
    await refused('magic', openFrom({ 'd.npz': x }, npz), '/d/d.npz');
  });

  test('an entry that unpacks to more than it says is refused before it fills the memory', async () => {
    const bomb = deflateRawSync(Buffer.alloc(1 << 20));
    const zip = Buffer.from(zipSync({ 'x.npy': Buffer.alloc(1 << 20), 'y.npy': y }, { level: 9 }));
    // The unpacked size in the central directory: 22 bytes before the end of the entry's fixed part.
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt32LE(100, directory + 24);
    assert.ok(bomb.length < 2000);
    await refused('not-decodable', openFrom({ 'd.npz': zip }, npz), '/d/d.npz');
  });
});

describe('hostile files of numbers', () => {
  const whole: readonly (readonly [DatasetDescription, Readonly<Record<string, Uint8Array>>, string])[] = [
    [{ format: 'cifar10', files: ['x'] }, { x: cifarBytes([[1], [2]]) }, 'x'],
    [idx, { x: idxBytes(0x0c, [2, 2], Buffer.alloc(16)), y: idxBytes(0x08, [2], Buffer.from([0, 1])) }, 'x'],
    [
      npy,
      {
        x: npyBytes(npyHeader('<f4', '(2, 2)'), Buffer.alloc(16)),
        y: npyBytes(npyHeader('|u1', '(2,)'), Buffer.from([0, 1])),
      },
      'x',
    ],
    [
      npz,
      {
        'd.npz': zipSync({
          'x.npy': npyBytes(npyHeader('<f4', '(2, 2)'), Buffer.alloc(16)),
          'y.npy': npyBytes(npyHeader('|u1', '(2,)'), Buffer.from([0, 1])),
        }),
      },
      'd.npz',
    ],
    [idx, { x: gzipSync(idxBytes(0x08, [2, 2], Buffer.alloc(4))), y: idxBytes(0x08, [2], Buffer.from([0, 1])) }, 'x'],
  ];

  test('any byte changed, and any length, is read or refused by an error that names the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(), { nil: undefined }),
        async ([description, files, target], changes, length) => {
          const content = Uint8Array.from(files[target] ?? []);
          for (const [at, value] of changes) {
            // Mostly the header, where it hurts.
            content[at % Math.min(content.length, 400)] = value;
          }
          const cut = length === undefined ? content : content.slice(0, length % content.length);
          await assertReadsOrRefuses({ ...files, [target]: cut }, description);
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
});
