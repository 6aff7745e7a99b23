import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { PartsDescription, Parts } from '../../../src/ml/data/parts/open-parts.js';
import { openParts } from '../../../src/ml/data/parts/open-parts.js';
import { splitExamples } from '../../../src/ml/data/parts/split-examples.js';
import { datasetFiles } from '../../../src/ml/data/dataset-files.js';
import type { GlyphsDescription } from '../../../src/ml/data/description.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

const signal = new AbortController().signal;
const glyphs: GlyphsDescription = { format: 'glyphs', size: 8, classes: 10, examples: 50, seed: 1 };

function open(description: PartsDescription, contents: Readonly<Record<string, string>> = {}): Promise<Parts> {
  const files = new MemoryFiles();
  for (const [name, content] of Object.entries(contents)) {
    files.put(`/d/${name}`, content);
  }
  return openParts(description, { files, folder: '/d', signal, seed: 3, findsDuplicates: true });
}

describe('splitting examples', () => {
  test('parts never overlap, hold every example, and have their sizes, whatever the fractions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 500 }),
        fc.double({ min: 0.05, max: 0.4, noNaN: true }),
        fc.double({ min: 0.05, max: 0.4, noNaN: true }),
        fc.nat(),
        fc.boolean(),
        (count, validation, share, seed, isStratified) => {
          const labels = isStratified ? Int32Array.from({ length: count }, (_, i) => (i * i) % 7) : undefined;
          const split = splitExamples(count, { validation, test: share }, { seed, labels });
          const all = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
          assert.deepEqual(
            all,
            Array.from({ length: count }, (_, i) => i),
          );
          assert.ok(Math.abs(split.validation.length - count * validation) <= 1);
          assert.ok(Math.abs(split.test.length - count * share) <= 1);
        },
      ),
    );
  });

  test('each class has its share of every part', () => {
    const labels = Int32Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : i < 960 ? 1 : 2));
    const split = splitExamples(1000, { validation: 0.1, test: 0.2 }, { seed: 8, labels });
    const counts = [0, 1, 2].map((label) => [...split.test].filter((example) => labels[example] === label).length);
    for (const [i, expected] of [180, 12, 8].entries()) {
      assert.ok(Math.abs((counts[i] ?? 0) - expected) <= 2, String(counts));
    }
  });

  test('the seed alone decides', () => {
    const one = splitExamples(100, { test: 0.2 }, { seed: 1 });
    assert.deepEqual(one, splitExamples(100, { test: 0.2 }, { seed: 1 }));
    assert.notDeepEqual(one.test, splitExamples(100, { test: 0.2 }, { seed: 2 }).test);
  });

  test('a part that would be empty and fractions that leave nothing are refused', async () => {
    const found = await throwsProblem('data-split-empty', () => splitExamples(5, { test: 0.01 }, { seed: 1 }));
    assert.deepEqual(found.arguments, { part: 'test', examples: 5 });
    await throwsProblem('data-split-fractions', () => splitExamples(5, { validation: 0.6, test: 0.4 }, { seed: 1 }));
    await throwsProblem('data-split-fractions', () => splitExamples(5, { test: Number.NaN }, { seed: 1 }));
  });
});

describe('the parts of an experiment', () => {
  test('are split off by classes, or given', async () => {
    const parts = await open({ train: glyphs, validation: 0.2, test: { ...glyphs, seed: 2, examples: 30 } });
    assert.deepEqual(
      [parts.train.indices.length, parts.validation?.indices.length, parts.test?.indices.length],
      [40, 10, 30],
    );
    const labels = [...(parts.validation?.indices ?? [])].map((example) => parts.train.dataset.labels?.[example]);
    assert.deepEqual(labels.sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(parts.warnings, []);
    await parts.close();
  });

  test('labels of a test file count the classes of the training file', async () => {
    const contents = { 'a.csv': 'x,y\n1,cat\n2,dog\n3,eel\n', 'b.csv': 'x,y\n4,eel\n5,dog\n', 'c.csv': 'x,y\n6,fox\n' };
    const table = { format: 'csv', features: ['x'], label: 'y' } as const;
    const parts = await open({ train: { ...table, file: 'a.csv' }, test: { ...table, file: 'b.csv' } }, contents);
    assert.deepEqual([...(parts.test?.dataset.labels ?? [])], [2, 1]);
    const unknown = open({ train: { ...table, file: 'a.csv' }, test: { ...table, file: 'c.csv' } }, contents);
    assert.deepEqual((await throwsProblem('data-parts-differ', unknown)).arguments, {
      part: 'test',
      measure: 'classes',
      found: 'fox',
      expected: 'cat, dog, eel',
    });
  });

  test('examples that are in two parts are told with their first pairs, whatever their labels', async () => {
    const contents = {
      'a.jsonl': '{"t":"one","l":"a"}\n{"t":"two","l":"b"}\n',
      'b.jsonl': '{"t":"three","l":"a"}\n{"l":"a","t":"two"}\n',
    };
    const table = { format: 'jsonl', text: ['t'], label: 'l' } as const;
    const parts = await open({ train: { ...table, file: 'a.jsonl' }, test: { ...table, file: 'b.jsonl' } }, contents);
    assert.deepEqual(
      parts.warnings.map(({ code, severity, arguments: args }) => [code, severity, args]),
      [['data-duplicates', 'warning', { part: 'test', other: 'train', count: 1, pairs: [[1, 1]] }]],
    );
    const numbers = await open(
      {
        train: { format: 'csv', file: 'a.csv', features: ['x'] },
        validation: { format: 'csv', file: 'b.csv', features: ['x'] },
      },
      { 'a.csv': 'x\n1\n2\n', 'b.csv': 'x\n2.0\n3\n2\n' },
    );
    assert.deepEqual(
      numbers.warnings.map(({ arguments: args }) => args),
      [
        {
          part: 'validation',
          other: 'train',
          count: 2,
          pairs: [
            [0, 1],
            [2, 1],
          ],
        },
      ],
    );
  });

  test('the same file twice, other shapes, another kind and a single class are refused', async () => {
    const overlap = await throwsProblem(
      'data-split-overlap',
      open({ train: glyphs, test: { ...glyphs, examples: 9 } }),
    );
    assert.deepEqual(overlap.arguments, { part: 'test', other: 'train' });
    const csv = { format: 'csv', file: 'a.csv' } as const;
    await throwsProblem('data-split-overlap', open({ train: csv, validation: { ...csv, file: './x/../a.csv' } }));
    const shape = await throwsProblem('data-parts-differ', open({ train: glyphs, test: { ...glyphs, size: 32 } }));
    assert.deepEqual([shape.arguments.measure, shape.arguments.found], ['shape', '32 x 32 x 1']);
    const kind = await throwsProblem('data-parts-differ', open({ train: glyphs, test: csv }, { 'a.csv': 'x\n1\n' }));
    assert.equal(kind.arguments.measure, 'kind');
    await throwsProblem(
      'data-classes-too-few',
      open({ train: { ...csv, features: ['x'], label: 'y' } }, { 'a.csv': 'x,y\n1,a\n2,a\n' }),
    );
    await throwsProblem('data-split-empty', open({ train: { ...glyphs, examples: 3 }, test: 0.1 }));
  });

  test('the files behind a description are known before they are opened', () => {
    assert.deepEqual(datasetFiles({ format: 'idx', inputs: 'x', labels: '../y' }, '/d/e'), ['/d/e/x', '/d/y']);
    assert.deepEqual(datasetFiles(glyphs, '/d'), []);
  });
});
