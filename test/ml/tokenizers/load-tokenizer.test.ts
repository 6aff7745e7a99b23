// The tokenizers of the fixtures were trained by the Python package `tokenizers`, which also made the expected figures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ModelsmithError } from '../../../src/base/errors.js';
import { loadTokenizer } from '../../../src/ml/tokenizers/load-tokenizer.js';
import type { Tokenizer } from '../../../src/ml/tokenizers/tokenizer.js';
import { nodeFiles } from '../../../src/worker/node-files.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { projectRoot } from '../../rig/project-root.js';

interface Expected {
  readonly cases: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly plain: readonly number[];
    readonly decoded: string;
  }[];
}

const fixture = (...parts: readonly string[]) => path.join(projectRoot, 'test', 'fixtures', 'tokenizers', ...parts);
const readFixture = (name: string, file: string): unknown => JSON.parse(readFileSync(fixture(name, file), 'utf8'));

function load(name: string): Promise<Tokenizer> {
  return loadTokenizer(nodeFiles, {
    folder: fixture(name),
    companions: ['tokenizer.json', 'tokenizer_config.json'],
  });
}

function loadFrom(files: Readonly<Record<string, unknown>>): Promise<Tokenizer> {
  const disk = new MemoryFiles();
  for (const [name, content] of Object.entries(files)) {
    disk.put(`/m/${name}`, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return loadTokenizer(disk, { folder: '/m', companions: Object.keys(files) });
}

for (const name of ['byte-level', 'wordpiece', 'unigram']) {
  test(`${name}: texts become the tokens, and tokens the texts, that the reference library makes`, async () => {
    const tokenizer = await load(name);
    const { cases } = readFixture(name, 'expected.json') as Expected;
    assert.ok(cases.length > 0);
    for (const { text, ids, plain, decoded } of cases) {
      assert.deepEqual(tokenizer.encode(text), ids, JSON.stringify(text));
      assert.deepEqual(tokenizer.encode(text, { special: false }), plain, JSON.stringify(text));
      assert.equal(tokenizer.decode(ids), decoded);
    }
  });

  test(`${name}: any text becomes tokens of the vocabulary`, async () => {
    const tokenizer = await load(name);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const ids = tokenizer.encode(text);
        assert.ok(ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize));
        tokenizer.decode(ids);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
}

test('byte-level tokens give every text back', async () => {
  const tokenizer = await load('byte-level');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      fc.pre(!/<(?:s|\/s|pad)>/.test(text));
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }),
    { seed: 6, numRuns: 500 },
  );
});

test('special tokens are known by their purpose, also where the configuration describes them by objects', async () => {
  const byteLevel = await load('byte-level');
  const { begin, end, padding, unknown } = byteLevel.special;
  assert.deepEqual([begin, end, padding, unknown], [0, 1, 2, undefined]);
  assert.equal(byteLevel.vocabularySize, 420);
  const wordPiece = await load('wordpiece');
  assert.deepEqual([wordPiece.special.classification, wordPiece.special.separator], [2, 3]);
  assert.equal(wordPiece.numberOf('[MASK]'), 4);
  const json = readFixture('byte-level', 'tokenizer.json');
  const map = { eos_token: { content: '</s>', lstrip: false }, pad_token: null };
  const { special } = await loadFrom({ 'tokenizer.json': json, 'special_tokens_map.json': map });
  assert.deepEqual([special.end, special.padding], [1, undefined]);
});

test('special tokens are decoded only when asked for, and numbers that no token has are left out', async () => {
  const tokenizer = await load('byte-level');
  const ids = tokenizer.encode('walk');
  assert.equal(tokenizer.decode([...ids, 1, 5000, -1]), 'walk');
  assert.equal(tokenizer.decode([...ids, 1], { special: true }), '<s>walk</s>');
  assert.equal(tokenizer.decode([]), '');
});

test('a folder without a tokenizer, and one with a format that is not tokenizer.json, are told', async () => {
  await throwsProblem('tokenizer-missing', loadFrom({ 'config.json': {} }));
  await throwsProblem('tokenizer-unreadable', loadFrom({ 'vocab.json': { a: 0 } }));
});

test('what is wrong with tokenizer.json is told with its file', async () => {
  const good = readFixture('wordpiece', 'tokenizer.json') as { readonly model: object };
  const bad: readonly unknown[] = [
    'nonsense',
    {},
    { model: null },
    { ...good, model: { ...good.model, type: 'Legacy' } },
    { ...good, model: { ...good.model, type: undefined } },
    { ...good, model: { ...good.model, vocab: [1, 2] } },
    { ...good, normalizer: { type: 'Nothing' } },
    { ...good, pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' } },
    { ...good, added_tokens: [{ id: 'x', content: '<s>' }] },
    { ...good, decoder: { type: 'Nothing' } },
  ];
  for (const json of bad) {
    const { where } = await throwsProblem('tokenizer-invalid', loadFrom({ 'tokenizer.json': json }));
    assert.equal(where.file, '/m/tokenizer.json', JSON.stringify(json).slice(0, 80));
  }
});

test('a vocabulary without its own unknown token is told when a text needs it', async () => {
  const { model, ...rest } = readFixture('wordpiece', 'tokenizer.json') as { readonly model: object };
  const vocab = { walk: 0 };
  const tokenizer = await loadFrom({ 'tokenizer.json': { ...rest, added_tokens: [], model: { ...model, vocab } } });
  await throwsProblem('tokenizer-invalid', () => tokenizer.encode('zebra', { special: false }));
});

test('a file of which any value is another one is either read or told, never a crash', async () => {
  const good = JSON.stringify(readFixture('unigram', 'tokenizer.json'));
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(), async (at, choice) => {
      const values = ['null', '0', '-1', '""', '[]', '{}', 'true', '1e400', '"x"'];
      // Replaces the JSON value that begins at or after a random place by another one.
      const start = good.indexOf(':', at) + 1;
      const end = start + (/[,}\]]/.exec(good.slice(start))?.index ?? 0);
      const text = good.slice(0, start) + (values[choice % values.length] ?? '') + good.slice(end);
      try {
        (await loadFrom({ 'tokenizer.json': text })).encode('The harbour was quiet.');
      } catch (thrown) {
        assert.ok(thrown instanceof ModelsmithError, String(thrown));
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});
