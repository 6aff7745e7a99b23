import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { SafetensorsOffence } from '../../../src/base/offences.js';
import { ModelsmithError } from '../../../src/base/errors.js';
import { MAX_DIMENSIONS } from '../../../src/ml/tensors/limits.js';
import { readSafetensorsHeader } from '../../../src/ml/tensors/read-safetensors-header.js';
import type { SafetensorsHeader } from '../../../src/ml/tensors/safetensors-header.js';
import { layoutShards } from '../../../src/ml/tensors/shard-layout.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { safetensorsBytes } from '../../fakes/safetensors-bytes.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const never = new AbortController().signal;
const FILE = '/m/model.safetensors';

function read(content: Uint8Array): Promise<SafetensorsHeader> {
  const files = new MemoryFiles();
  files.put(FILE, content);
  return readSafetensorsHeader(files, FILE, never);
}

/** A file with this JSON as its header and so many bytes of data. */
function withHeader(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const head = safetensorsBytes(new Map(), { header });
  const content = new Uint8Array(head.length + dataBytes);
  content.set(head);
  return content;
}

const entry = (dtype: string, shape: string, offsets: string): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

describe('what a header says', () => {
  test('tensors come in the order of their data, with positions, whatever the order of the names', async () => {
    const header = `{"b":${entry('F16', '[2]', '[16,20]')}, "a":${entry('F32', '[2,2]', '[0,16]')} }\n `;
    const { tensors, dataStart, metadata } = await read(withHeader(header, 20));
    assert.deepEqual(
      [...tensors.values()],
      [
        { name: 'a', dtype: 'F32', shape: [2, 2], elements: 4, begin: 0, end: 16 },
        { name: 'b', dtype: 'F16', shape: [2], elements: 2, begin: 16, end: 20 },
      ],
    );
    assert.equal(dataStart, 8 + header.length);
    assert.equal(metadata, undefined);
  });

  test('a tensor may be called __proto__, constructor, or nothing at all', async () => {
    const header = ['__proto__', 'constructor', '']
      .map((name, i) => `${JSON.stringify(name)}:${entry('U8', '[1]', `[${String(i)},${String(i + 1)}]`)}`)
      .join(',');
    const { tensors } = await read(withHeader(`{${header}}`, 3));
    assert.deepEqual([...tensors.keys()], ['__proto__', 'constructor', '']);
    assert.deepEqual(tensors.get('__proto__')?.shape, [1]);
  });

  test('names are told after their escapes are read, so that two spellings are one name', async () => {
    const one = entry('U8', '[1]', '[0,1]');
    const { tensors } = await read(withHeader(`{"\\u0061\\n\\ud83d\\ude00":${one}}`, 1));
    assert.deepEqual([...tensors.keys()], ['a\n\u{1f600}']);
    await refused('duplicate-tensor', `{"a":${one},"\\u0061":${entry('U8', '[1]', '[1,2]')}}`, 2, 'a');
  });

  test('scalars, empty tensors and packed types have their sizes', async () => {
    const header = `{"s":${entry('F64', '[]', '[0,8]')},"e":${entry('F32', '[0,7]', '[8,8]')},"f":${entry('F4', '[4]', '[8,10]')},"g":${entry('F6_E2M3', '[2,2]', '[10,13]')}}`;
    const { tensors } = await read(withHeader(header, 13));
    assert.deepEqual(
      [...tensors.values()].map(({ elements }) => elements),
      [1, 0, 4, 4],
    );
  });

  test('unknown fields of an entry are skipped, whatever they hold', async () => {
    const header = `{"a":{"stride":[1,{"x":[null,true,"]}"]}],"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`;
    assert.equal((await read(withHeader(header, 1))).tensors.size, 1);
  });

  test('metadata is text by text, or null', async () => {
    const { metadata } = await read(withHeader('{"__metadata__":{"format":"pt","__proto__":"x"}}'));
    assert.deepEqual(
      [...(metadata ?? [])],
      [
        ['format', 'pt'],
        ['__proto__', 'x'],
      ],
    );
    assert.equal((await read(withHeader('{"__metadata__":null}'))).metadata, undefined);
  });
});

/** Asserts the offence, and the tensor that is blamed for it. */
async function refused(
  offence: SafetensorsOffence,
  header: string | Uint8Array,
  dataBytes = 0,
  tensor?: string,
): Promise<void> {
  const told = await throwsProblem('safetensors-invalid', read(withHeader(header, dataBytes)));
  assert.equal(told.arguments.offence, offence);
  assert.equal(told.where.file, FILE);
  assert.equal(told.where.tensor, tensor);
}

describe('what is wrong with a header is told by its kind and its tensor', () => {
  const ok = entry('F32', '[1]', '[0,4]');
  const cases: readonly (readonly [SafetensorsOffence, string, number?, string?])[] = [
    ['header-not-json', ''],
    ['header-not-json', '{'],
    ['header-not-json', `{"a":${ok},}`, 4],
    ['header-not-json', `{'a':${ok}}`, 4],
    ['header-not-json', `{"a":${ok} "b":1}`, 4],
    ['header-not-json', '{"a\u0001":1}'],
    ['header-not-json', `{"\\ud800":${ok}}`, 4],
    ['header-not-object', '[]'],
    ['header-not-object', 'null'],
    ['header-not-object', '"{}"'],
    ['header-trailing-data', '{}{}'],
    ['header-trailing-data', '{} x'],
    ['header-trailing-data', '{}\0'],
    ['metadata-invalid', '{"__metadata__":{"n":1}}'],
    ['metadata-invalid', '{"__metadata__":[]}'],
    ['metadata-invalid', '{"__metadata__":{},"__metadata__":{}}'],
    ['entry-invalid', '{"a":[]}', 0, 'a'],
    ['entry-invalid', '{"a":null}', 0, 'a'],
    ['entry-invalid', '{"a":{"dtype":"F32","shape":[1]}}', 4, 'a'],
    ['entry-invalid', '{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4, 'a'],
    ['entry-invalid', '{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}', 4, 'a'],
    ['dtype-unknown', `{"a":${entry('f32', '[1]', '[0,4]')}}`, 4, 'a'],
    ['dtype-unknown', `{"a":${entry('toString', '[1]', '[0,4]')}}`, 4, 'a'],
    ['shape-invalid', `{"a":${entry('F32', '[1.0]', '[0,4]')}}`, 4, 'a'],
    ['shape-invalid', `{"a":${entry('F32', '[1e0]', '[0,4]')}}`, 4, 'a'],
    ['shape-invalid', `{"a":${entry('F32', '[-1]', '[0,4]')}}`, 4, 'a'],
    ['shape-invalid', `{"a":${entry('F32', '[-0]', '[0,0]')}}`, 0, 'a'],
    ['shape-invalid', `{"a":${entry('F32', '["1"]', '[0,4]')}}`, 4, 'a'],
    ['shape-invalid', `{"a":${entry('F32', '1', '[0,4]')}}`, 4, 'a'],
    ['offsets-invalid', `{"a":${entry('F32', '[1]', '[0.0,4.0]')}}`, 4, 'a'],
    ['offsets-invalid', `{"a":${entry('F32', '[1]', '[4,0]')}}`, 4, 'a'],
    ['offsets-invalid', `{"a":${entry('F32', '[1]', '[4]')}}`, 4, 'a'],
    ['offsets-invalid', `{"a":${entry('F32', '[1]', '[0,2,4]')}}`, 4, 'a'],
    ['size-overflow', `{"a":${entry('F32', '[9007199254740993]', '[0,4]')}}`, 4, 'a'],
    ['size-overflow', `{"a":${entry('F32', '[3037000500,3037000500]', '[0,4]')}}`, 4, 'a'],
    ['size-overflow', `{"a":${entry('F64', '[9007199254740991]', '[0,4]')}}`, 4, 'a'],
    ['size-overflow', `{"a":${entry('F32', '[1]', '[0,99999999999999999999]')}}`, 4, 'a'],
    ['size-mismatch', `{"a":${entry('F32', '[2]', '[0,4]')}}`, 4, 'a'],
    ['size-mismatch', `{"a":${entry('F4', '[3]', '[0,2]')}}`, 2, 'a'],
    ['tensors-overlap', `{"a":${entry('F32', '[1]', '[0,4]')},"b":${entry('F32', '[1]', '[2,6]')}}`, 6, 'b'],
    ['tensors-overlap', `{"a":${ok},"b":${ok}}`, 4, 'b'],
    ['tensors-overlap', `{"a":${entry('F32', '[4]', '[0,16]')},"e":${entry('F32', '[0]', '[8,8]')}}`, 16, 'e'],
    ['hole-in-data', `{"a":${entry('F32', '[1]', '[4,8]')}}`, 8, 'a'],
    ['data-truncated', `{"a":${ok},"b":${entry('F32', '[4]', '[4,20]')}}`, 19, 'b'],
    ['data-trailing', `{"a":${ok}}`, 5],
    ['duplicate-tensor', `{"a":${ok},"a":${entry('F32', '[1]', '[4,8]')}}`, 8, 'a'],
    [
      'too-many-dimensions',
      `{"a":${entry(
        'F32',
        `[${Array(MAX_DIMENSIONS + 1)
          .fill(1)
          .join()}]`,
        '[0,4]',
      )}}`,
      4,
      'a',
    ],
  ];
  for (const [offence, header, dataBytes, tensor] of cases) {
    test(`${offence}: ${header.slice(0, 70)}`, () => refused(offence, header, dataBytes, tensor));
  }

  test('bad UTF-8 and a byte order mark', async () => {
    await refused('header-not-utf8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d));
    await refused('header-not-utf8', Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d));
    await refused('header-byte-order-mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d));
  });

  test('lengths that lie, up to the last of their 64 bits, before anything is allocated', async () => {
    const lengths = [
      [0x8000_0000_0000_0000n, 'header-too-long'],
      [0xffff_ffff_ffff_ffffn, 'header-too-long'],
      [100_000_001n, 'header-too-long'],
      [100_000_000n, 'header-past-end'],
      [1n, 'header-past-end'],
      [0n, 'header-not-json'],
    ] as const;
    for (const [length, offence] of lengths) {
      const content = new Uint8Array(8);
      new DataView(content.buffer).setBigUint64(0, length, true);
      const told = await throwsProblem('safetensors-invalid', read(content));
      assert.equal(told.arguments.offence, offence, String(length));
    }
    const told = await throwsProblem('safetensors-invalid', read(new Uint8Array(7)));
    assert.equal(told.arguments.offence, 'too-short');
  });

  test('an error repeats no more of a hostile value than a line holds', async () => {
    const told = await throwsProblem(
      'safetensors-invalid',
      read(withHeader(`{"a":${entry('F'.repeat(10_000), '[]', '[0,4]')}}`, 4)),
    );
    assert.ok(told.arguments.detail.length < 100);
  });
});

test('a cancelled signal stops reading', async () => {
  const files = new MemoryFiles();
  files.put(FILE, withHeader('{}'));
  await assert.rejects(readSafetensorsHeader(files, FILE, AbortSignal.abort()), { name: 'AbortError' });
});

const dtypes = ['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'I16', 'U8', 'BOOL', 'F8_E4M3'] as const;
const anyTensors = fc
  .uniqueArray(
    fc.record(
      {
        name: fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 12 }),
          fc.constantFrom('__proto__', 'a"b\\c', '\u0000'),
        ),
        dtype: fc.constantFrom(...dtypes),
        shape: fc.array(fc.nat(5), { maxLength: 4 }),
      },
      { noNullPrototype: true },
    ),
    { selector: ({ name }) => name, maxLength: 12 },
  )
  .map((tensors) => tensors.filter(({ name }) => name !== '__metadata__' && !/\p{Surrogate}/u.test(name)));

test('a header that is written is read back as it was, aligned and covering the file', async () => {
  await fc.assert(
    fc.asyncProperty(anyTensors, fc.integer({ min: 1, max: 200 }), async (tensors, maxShardBytes) => {
      const { shards } = layoutShards(tensors, maxShardBytes);
      const seen: unknown[] = [];
      for (const shard of shards) {
        const content = new Uint8Array(shard.bytes);
        content.set(shard.head);
        const header = await read(content);
        assert.equal(header.dataStart % 8, 0);
        assert.deepEqual([...(header.metadata ?? [])], [['format', 'pt']]);
        for (const { name, dtype, shape, position, bytes } of shard.tensors) {
          const found = header.tensors.get(name);
          assert.deepEqual(
            found && [found.dtype, found.shape, header.dataStart + found.begin, found.end - found.begin],
            [dtype, shape, position, bytes],
          );
          seen.push({ name, dtype, shape });
        }
      }
      const byName = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
      assert.deepEqual(seen.sort(byName), [...tensors].sort(byName));
    }),
    { seed: 8, numRuns: 300 },
  );
});

test('a file with bytes changed, cut or added is read or refused, never a crash', async () => {
  const original = safetensorsBytes(
    new Map([
      ['layers.0.weight', { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) }],
      ['__proto__', { dtype: 'BF16', shape: [4], data: new Uint16Array(4) }],
      ['x\ty', { dtype: 'I64', shape: [], data: new BigInt64Array(1) }],
    ]),
    { metadata: { format: 'pt' } },
  );
  let accepted = 0;
  let refusedCount = 0;
  const change = fc.record({ at: fc.nat(original.length - 1), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: -40, max: 40 }),
      async (changes, grow) => {
        const content = new Uint8Array(Math.max(0, original.length + (Math.abs(grow) < 30 ? 0 : grow)));
        content.set(original.subarray(0, content.length));
        for (const { at, byte } of changes) {
          if (at < content.length) {
            content[at] = byte;
          }
        }
        try {
          const { tensors, dataStart } = await read(content);
          accepted++;
          const total = [...tensors.values()].reduce((sum, { begin, end }) => sum + end - begin, 0);
          assert.equal(dataStart + total, content.length);
        } catch (thrown) {
          assert.ok(thrown instanceof ModelsmithError, String(thrown));
          refusedCount++;
        }
      },
    ),
    { seed: 9, numRuns: 5_000 },
  );
  assert.ok(accepted > 100 && refusedCount > 100, `${String(accepted)} accepted, ${String(refusedCount)} refused`);
});
