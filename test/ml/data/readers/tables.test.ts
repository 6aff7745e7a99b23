import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { DataOffence } from '../../../../src/base/offences.js';
import type { TableDescription } from '../../../../src/ml/data/description.js';
import type { ParquetColumn } from '../../../fakes/parquet-bytes.js';
import { parquetBytes } from '../../../fakes/parquet-bytes.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { assertReadsOrRefuses, openFrom, rowsAt, valuesAt } from './open-in-memory.js';

const csv: TableDescription = { format: 'csv', file: 't' };
const jsonl: TableDescription = { format: 'jsonl', file: 't' };
const parquet: TableDescription = { format: 'parquet', file: 't' };

async function refused(offence: DataOffence, action: Promise<unknown>, line?: number): Promise<void> {
  const found = await throwsProblem('data-file-invalid', action);
  assert.deepEqual([found.arguments.offence, found.where.file, found.where.line], [offence, '/d/t', line]);
}

describe('CSV', () => {
  test('quotes, line feeds in values, CR LF, a byte order mark and empty lines', async () => {
    const t = '\uFEFFtext,label\r\n"a ""b"", c",x\r\n\r\n"two\nlines",y\r\nlast,x';
    for (const content of [t, gzipSync(t)]) {
      const dataset = await openFrom({ t: content }, { ...csv, text: ['text'], label: 'label' });
      assert.deepEqual(await rowsAt(dataset, [2, 0, 1]), [
        { text: 'last', label: 'x' },
        { text: 'a "b", c', label: 'x' },
        { text: 'two\nlines', label: 'y' },
      ]);
      assert.deepEqual(
        [dataset.classes, [...(dataset.labels ?? [])]],
        [
          ['x', 'y'],
          [0, 1, 0],
        ],
      );
    }
  });

  test('any values come back as they were written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', 'ü', ' ', ';') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const t = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join('\n');
        const dataset = await openFrom({ t }, csv);
        const all = rows.map((_, i) => i);
        assert.deepEqual(
          await rowsAt(dataset, all),
          rows.map(([a, b]) => ({ a, b })),
        );
      }),
    );
  });

  test('columns of numbers become arrays; labels that are numbers are in their order', async () => {
    const t = 'x;skip;y;class\n1.5;a;-2;10\n3e2;b;.25;9\n0;c;1;10\n';
    const dataset = await openFrom({ t }, { ...csv, delimiter: ';', features: ['y', 'x'], label: 'class' });
    assert.deepEqual([...(await valuesAt(dataset, [1, 0]))], [0.25, 300, -2, 1.5]);
    assert.deepEqual(
      [dataset.classes, [...(dataset.labels ?? [])]],
      [
        ['9', '10'],
        [1, 0, 1],
      ],
    );
  });

  test('what is malformed is told with its line before a row is asked for', async () => {
    await refused('columns-count', openFrom({ t: 'a,b\n1,2\n"x\ny",2\n1,2,3\n' }, csv), 5);
    await refused('quotes', openFrom({ t: 'a,b\n1,2\n1,"2"x\n' }, csv), 3);
    await refused('column-repeated', openFrom({ t: 'a,a\n1,2\n' }, csv), 1);
    await refused('not-utf8', openFrom({ t: Buffer.from([97, 10, 98, 10, 0xff, 10]) }, csv), 3);
    await refused('quotes', openFrom({ t: 'a\n"never closed\nand so on' }, csv), 2);
    await throwsProblem('data-empty', openFrom({ t: '' }, csv));
    await throwsProblem('data-empty', openFrom({ t: 'a,b\n' }, csv));
  });

  test('a column that is not there, a word among numbers and a label that is blank are told with row and line', async () => {
    const t = 'x,label\n1,a\ntwo,b\n3, \n';
    const missing = await throwsProblem('data-column-missing', openFrom({ t }, { ...csv, label: 'class' }));
    assert.deepEqual(missing.arguments, { column: 'class', columns: ['x', 'label'] });
    const word = await throwsProblem('data-cell-invalid', openFrom({ t }, { ...csv, features: ['x'] }));
    assert.deepEqual(word.arguments, { row: 1, column: 'x', value: 'two', expected: 'number' });
    assert.deepEqual(word.where, { file: '/d/t', line: 3 });
    const blank = await throwsProblem('data-cell-invalid', openFrom({ t }, { ...csv, label: 'label' }));
    assert.deepEqual([blank.arguments.row, blank.where.line], [2, 4]);
    await throwsProblem('data-cell-invalid', openFrom({ t: 'x\n1e39\n' }, { ...csv, features: ['x'] }));
  });
});

describe('JSONL', () => {
  test('rows keep their types; a row may lack a column that nobody asked for', async () => {
    const t = '{"text":"a","label":true,"n":[1,{"x":null}]}\n\n{"text":"b","label":false}';
    const dataset = await openFrom({ t }, { ...jsonl, text: ['text'], label: 'label' });
    assert.deepEqual(dataset.kind === 'rows' && dataset.columns, ['text', 'label', 'n']);
    assert.deepEqual(await rowsAt(dataset, [1, 0]), [
      { text: 'b', label: false },
      { text: 'a', label: true, n: [1, { x: null }] },
    ]);
    assert.deepEqual(
      [dataset.classes, [...(dataset.labels ?? [])]],
      [
        ['false', 'true'],
        [1, 0],
      ],
    );
  });

  test('a line that is no JSON, or no object, is told; a key may be called __proto__', async () => {
    await refused('not-json', openFrom({ t: '{"a":1}\n{"a":\n' }, jsonl), 2);
    await refused('not-object', openFrom({ t: '{"a":1}\n\n[1]\n' }, jsonl), 3);
    const own = await openFrom({ t: '{"__proto__":"x"}' }, { ...jsonl, text: ['__proto__'] });
    assert.equal(own.examples, 1);
    await throwsProblem('data-column-missing', openFrom({ t: '{"a":1}' }, { ...jsonl, text: ['constructor'] }));
    await throwsProblem('data-cell-invalid', openFrom({ t: '{"a":1}' }, { ...jsonl, text: ['a'] }));
  });

  test('rows are found again in a file that is longer than what is read at once', async () => {
    const text = 'ö'.repeat(700);
    const t = Array.from({ length: 2000 }, (_, i) => JSON.stringify({ i, text })).join('\n');
    const dataset = await openFrom({ t }, jsonl);
    assert.deepEqual(
      await rowsAt(dataset, [1999, 0, 745]),
      [1999, 0, 745].map((i) => ({ i, text })),
    );
  });
});

describe('Parquet', () => {
  const columns: readonly ParquetColumn[] = [
    { name: 'text', type: 'text', values: ['a', 'ü', '', 'd', 'e'] },
    { name: 'x', type: 'double', values: [0.5, -1, 2, 3, 4] },
    { name: 'label', type: 'int64', values: [7, 8, 7, 8, 2 ** 40] },
  ];

  test('rows of several row groups, plain or packed', async () => {
    for (const codec of ['none', 'gzip'] as const) {
      const dataset = await openFrom(
        { t: parquetBytes(columns, { codec, groupRows: 2 }) },
        { ...parquet, text: ['text'], label: 'label' },
      );
      assert.deepEqual(await rowsAt(dataset, [4, 0, 3]), [
        { text: 'e', x: 4, label: 2 ** 40 },
        { text: 'a', x: 0.5, label: 7 },
        { text: 'd', x: 3, label: 8 },
      ]);
      assert.deepEqual(dataset.classes, ['7', '8', '1099511627776']);
      assert.deepEqual(dataset.kind === 'rows' && dataset.columns, ['text', 'x', 'label']);
    }
  });

  test('columns of numbers become arrays', async () => {
    const dataset = await openFrom({ t: parquetBytes(columns) }, { ...parquet, features: ['x', 'label'] });
    assert.deepEqual([...(await valuesAt(dataset, [1, 0]))], [-1, 8, 0.5, 7]);
  });

  test('what is no Parquet, cut off, packed by what is unknown or counted wrongly is refused', async () => {
    const whole = parquetBytes(columns);
    await refused('magic', openFrom({ t: 'a,b\n1,2\n' }, parquet));
    await refused('ended-early', openFrom({ t: whole.slice(0, -3) }, parquet));
    await refused('compression', openFrom({ t: parquetBytes(columns, { codec: 'zstd' }) }, parquet));
    await refused('header', openFrom({ t: parquetBytes(columns, { claimedRows: 6 }) }, parquet));
    await throwsProblem('data-empty', openFrom({ t: '' }, parquet));
    await throwsProblem(
      'data-empty',
      openFrom({ t: parquetBytes([{ name: 'a', type: 'text', values: [] }]) }, parquet),
    );
  });
});

describe('hostile tables', () => {
  test('any bytes are read, or refused by an error that names the file', async () => {
    const whole: readonly (readonly [TableDescription, Uint8Array])[] = [
      [{ ...csv, label: 'b' }, Buffer.from('a,b\n"x ""y""",1\nz,2\n')],
      [{ ...jsonl, text: ['a'], label: 'b' }, Buffer.from('{"a":"x","b":1}\n{"a":"y","b":2}\n')],
      [
        { ...parquet, features: ['x'] },
        parquetBytes([{ name: 'x', type: 'double', values: [1, 2, 3] }], { groupRows: 2 }),
      ],
      [parquet, parquetBytes([{ name: 'x', type: 'text', values: ['a', 'b'] }], { codec: 'gzip' })],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(), { nil: undefined }),
        async ([description, bytes], changes, length) => {
          const content = Uint8Array.from(bytes);
          for (const [at, value] of changes) {
            content[at % content.length] = value;
          }
          await assertReadsOrRefuses(
            { t: length === undefined ? content : content.slice(0, length % content.length) },
            description,
          );
        },
      ),
      { numRuns: 300, seed: 6 },
    );
  });
});
