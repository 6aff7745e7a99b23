import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readVocabulary } from '../../../src/ml/tokenizers/read-vocabulary.js';
import { NotSentencePieceError, readSentencePieces } from '../../../src/ml/tokenizers/sentencepiece-model.js';
import { countDifferent, isSameVocabulary, nextId, type Vocabulary } from '../../../src/ml/tokenizers/vocabulary.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { sentencePieceBytes } from '../../fakes/sentencepiece-bytes.js';
import { throwsProblem } from '../../fakes/throws-problem.js';

async function read(files: Readonly<Record<string, string | Uint8Array>>): Promise<Vocabulary | undefined> {
  const disk = new MemoryFiles();
  for (const [name, content] of Object.entries(files)) {
    disk.put(`/m/${name}`, content);
  }
  return readVocabulary(disk, { folder: '/m', companions: Object.keys(files) });
}

const ids = (vocabulary: Vocabulary | undefined) => Object.fromEntries(vocabulary?.ids ?? []);
const token = (id: number, content: string, special = false) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: !special,
  special,
});

test('tokenizer.json gives the tokens of its model and those that were added', async () => {
  const found = await read({
    'tokenizer.json': JSON.stringify({
      added_tokens: [token(3, '<x>', true), token(0, 'a')],
      model: { type: 'BPE', vocab: { a: 0, b: 1, '1': 2 }, merges: [['a', 'b']] },
    }),
  });
  assert.deepEqual(ids(found), { a: 0, b: 1, '1': 2, '<x>': 3 });
  assert.deepEqual(found?.added, [token(0, 'a'), token(3, '<x>', true)]);
  assert.equal(found.form, 'json');
});

test('in a unigram vocabulary the id is the place', async () => {
  const vocab = [
    ['<unk>', 0],
    ['▁a', -1.5],
  ];
  assert.deepEqual(ids(await read({ 'tokenizer.json': JSON.stringify({ model: { type: 'Unigram', vocab } }) })), {
    '<unk>': 0,
    '▁a': 1,
  });
});

test('a SentencePiece model gives its pieces and their scores, added_tokens.json the rest', async () => {
  const pieces = [
    { text: '<unk>', score: 0 },
    { text: '▁hé', score: -2.5 },
  ];
  const bytes = sentencePieceBytes(pieces);
  assert.deepEqual(readSentencePieces(bytes), pieces);
  const found = await read({ 'tokenizer.model': bytes, 'added_tokens.json': '{"<new>": 2}' });
  assert.deepEqual(ids(found), { '<unk>': 0, '▁hé': 1, '<new>': 2 });
  assert.equal(found?.form, 'sentencepiece');
});

test('any bytes are pieces or refused, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        assert.ok(readSentencePieces(bytes).length > 0);
      } catch (thrown) {
        assert.ok(thrown instanceof NotSentencePieceError);
      }
    }),
    { seed: 2 },
  );
  const whole = sentencePieceBytes([{ text: 'abc', score: 1 }]);
  for (let length = 0; length < whole.length - 1; length++) {
    if (length !== whole.length) {
      try {
        readSentencePieces(whole.subarray(0, length));
      } catch (thrown) {
        assert.ok(thrown instanceof NotSentencePieceError);
      }
    }
  }
});

test('vocab.json and vocab.txt are read where nothing better is there', async () => {
  assert.deepEqual(ids(await read({ 'vocab.json': '{"a": 0, "b": 1}', 'merges.txt': '' })), { a: 0, b: 1 });
  assert.deepEqual(ids(await read({ 'vocab.txt': '[PAD]\nthe\n##s\n' })), { '[PAD]': 0, the: 1, '##s': 2 });
  assert.equal(await read({ 'config.json': '{}' }), undefined);
});

test('what cannot be read is told', async () => {
  await throwsProblem('tokenizer-invalid', read({ 'tokenizer.json': '{"model": {}}' }));
  await throwsProblem('tokenizer-invalid', read({ 'tokenizer.json': '{"model": {"vocab": {"a": -1}}}' }));
  await throwsProblem('tokenizer-invalid', read({ 'tokenizer.json': '{"model": {"vocab": {"a": 1e300}}}' }));
  await throwsProblem('tokenizer-invalid', read({ 'tokenizer.json': '{"model": ' }));
  await throwsProblem('tokenizer-invalid', read({ 'tokenizer.model': 'not a model' }));
  await throwsProblem('tokenizer-unreadable', read({ 'tekken.json': '{}' }));
});

test('vocabularies are compared by what their rows mean', () => {
  const of = (entries: Readonly<Record<string, number>>): Vocabulary => ({
    file: '',
    form: 'json',
    ids: new Map(Object.entries(entries)),
    added: [],
  });
  assert.ok(isSameVocabulary(of({ a: 0, b: 1 }), of({ b: 1, a: 0 })));
  assert.equal(countDifferent(of({ a: 0, b: 1, c: 2 }), of({ a: 1, b: 0, c: 2, d: 3 })), 2);
  assert.equal(nextId(of({ a: 0, b: 7 })), 8);
  assert.equal(nextId(of({})), 0);
});
