import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../../src/base/errors.js';
import { planMerge } from '../../../../src/engines/merge/plan.js';
import { runMerge } from '../../../../src/engines/merge/run.js';
import { openCheckpoint } from '../../../../src/ml/tensors/checkpoint.js';
import { FakeRun } from '../../../fakes/fake-run.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { sentencePieceBytes } from '../../../fakes/sentencepiece-bytes.js';
import { llamaConfig, llamaShapes, mergeSpec, planContext, putModel, valuesOf } from '../sample-models.js';

const HIDDEN = 3;
const EMBEDDING = 'model.embed_tokens.weight';

interface Sample {
  readonly tokens: readonly string[];
  /** Tokens that are found before a text is split, by name. */
  readonly special?: readonly string[];
  /** Rows of the embeddings, where there are more than tokens. */
  readonly rows?: number;
}

/** A model whose tokenizer has these tokens, in the order of their ids. */
function putWithTokenizer(files: MemoryFiles, name: string, { tokens, special = [], rows }: Sample): void {
  const shapes = llamaShapes({ hidden: HIDDEN, vocabulary: rows ?? tokens.length, layers: 1 });
  putModel(files, name, {
    shapes,
    config: llamaConfig({ num_hidden_layers: 1, vocab_size: rows ?? tokens.length, eos_token_id: 1 }),
  });
  const added = special.map((content) => ({
    id: tokens.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  files.put(
    `/project/${name}/tokenizer.json`,
    JSON.stringify({ version: '1.0', added_tokens: added, model: { type: 'BPE', vocab } }),
  );
  files.put(
    `/project/${name}/tokenizer_config.json`,
    JSON.stringify({ added_tokens_decoder: {}, chat_template: `of ${name}` }),
  );
  files.put(`/project/${name}/generation_config.json`, '{"eos_token_id": [1, 99], "temperature": 1.0}');
}

const models: Readonly<Record<string, Sample>> = {
  base: { tokens: ['<s>', '</s>', 'a', 'b', 'c'] },
  m: { tokens: ['</s>', '<s>', 'a', 'd', '<im>'], special: ['<im>'] },
  n: { tokens: ['<s>', '</s>', 'b', 'e', 'd', '<im>'], special: ['<im>'] },
};

function sampleFiles(changes: Readonly<Record<string, Sample>> = {}): MemoryFiles {
  const files = new MemoryFiles();
  for (const [name, sample] of Object.entries({ ...models, ...changes })) {
    putWithTokenizer(files, name, sample);
  }
  return files;
}

/** Only `model` counts: the merge is its embeddings in the vocabulary of the result. */
const only = (model: string, extra: object) => ({
  merge_method: 'linear',
  base_model: 'base',
  models: ['m', 'n'].map((name) => ({ model: name, parameters: { weight: name === model ? 1 : 0 } })),
  parameters: { weight: model === 'base' ? 1 : 0, normalize: false },
  ...extra,
});

interface Merged {
  readonly files: MemoryFiles;
  readonly ids: Readonly<Record<string, number>>;
  /** Rows of a matrix of the result. */
  readonly rows: (tensor: string) => readonly (readonly number[])[];
}

async function merge(files: MemoryFiles, spec: unknown): Promise<Merged> {
  await runMerge(
    mergeSpec(spec),
    new FakeRun({ files, folder: '/project', output: { path: '/out', overwrite: true } }).attempt(),
  );
  const { tensors } = await openCheckpoint(files, '/out', new AbortController().signal);
  const tokenizer = JSON.parse(files.textOf('/out/tokenizer.json')) as {
    model: { vocab: Record<string, number> };
    added_tokens: { content: string; id: number }[];
  };
  return {
    files,
    ids: {
      ...tokenizer.model.vocab,
      ...Object.fromEntries(tokenizer.added_tokens.map(({ content, id }) => [content, id])),
    },
    rows: (tensor) => {
      const location = tensors.get(tensor);
      assert.ok(location !== undefined);
      const bytes = files.bytesOf(location.file).slice(location.position, location.position + location.elements * 4);
      return inRows(new Float32Array(bytes.buffer));
    },
  };
}

function inRows(values: Float32Array): readonly (readonly number[])[] {
  return Array.from({ length: values.length / HIDDEN }, (_, row) => [
    ...values.subarray(row * HIDDEN, (row + 1) * HIDDEN),
  ]);
}

/** The rows of a sample's own matrix, by token. */
function own(model: string, tensor = EMBEDDING): (token: string) => readonly number[] {
  const { tokens = [], rows } = models[model] ?? {};
  const matrix = inRows(valuesOf(model, tensor, (rows ?? tokens.length) * HIDDEN));
  return (token) => matrix[tokens.indexOf(token)] ?? [];
}

const average = (...rows: readonly (readonly number[])[]) =>
  Array.from({ length: HIDDEN }, (_, i) =>
    Math.fround(rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length),
  );
const union = { tokenizer_source: 'union' };

test('the union has the tokens of the base under their ids, then the others: plain ones, then special ones', async () => {
  const { ids } = await merge(sampleFiles(), only('m', union));
  assert.deepEqual(ids, { '<s>': 0, '</s>': 1, a: 2, b: 3, c: 4, d: 5, e: 6, '<im>': 7 });
});

test('a token that a model lacks takes the row of base, else of the only model that has it, else the average', async () => {
  for (const tensor of [EMBEDDING, 'lm_head.weight']) {
    const [base, m, n] = ['base', 'm', 'n'].map((name) => own(name, tensor));
    assert.ok(base !== undefined && m !== undefined && n !== undefined);
    const ofM = (await merge(sampleFiles(), only('m', union))).rows(tensor);
    assert.deepEqual(ofM, [m('<s>'), m('</s>'), m('a'), base('b'), base('c'), m('d'), n('e'), m('<im>')]);
    const ofN = (await merge(sampleFiles(), only('n', union))).rows(tensor);
    assert.deepEqual(ofN, [n('<s>'), n('</s>'), base('a'), n('b'), base('c'), n('d'), n('e'), n('<im>')]);
    const ofBase = (await merge(sampleFiles(), only('base', union))).rows(tensor);
    assert.deepEqual(ofBase.slice(0, 5), ['<s>', '</s>', 'a', 'b', 'c'].map(base));
    assert.deepEqual(ofBase.slice(5), [average(m('d'), n('d')), n('e'), average(m('<im>'), n('<im>'))]);
  }
});

test('padding rows take the mean of the rows of tokens', async () => {
  const { rows } = await merge(sampleFiles(), only('m', { tokenizer: { source: 'union', pad_to_multiple_of: 5 } }));
  const found = rows(EMBEDDING);
  assert.equal(found.length, 10);
  const mean = average(...found.slice(0, 8));
  for (const row of found.slice(8)) {
    assert.ok(row.every((value, i) => Math.abs(value - (mean[i] ?? 0)) < 1e-7));
  }
});

test('the vocabulary of base, or of a model, leaves out what it does not have', async () => {
  const base = await merge(sampleFiles(), only('m', { tokenizer_source: 'base' }));
  const [b, m] = [own('base'), own('m')];
  assert.deepEqual(base.rows(EMBEDDING), [m('<s>'), m('</s>'), m('a'), b('b'), b('c')]);
  const other = await merge(sampleFiles(), only('m', { tokenizer_source: 'n' }));
  assert.deepEqual(other.ids, { '<s>': 0, '</s>': 1, b: 2, e: 3, d: 4, '<im>': 5 });
  assert.deepEqual(other.rows(EMBEDDING)[2], b('b'));
  assert.deepEqual(other.rows(EMBEDDING)[4], m('d'));
});

test('rows beyond the tokens stay what they are: nothing is cut or grown in silence', async () => {
  const padded = {
    base: { ...models['base'], rows: 8 },
    m: { ...models['m'], rows: 8 },
    n: { ...models['n'], rows: 8 },
  };
  const changes = padded as unknown as Readonly<Record<string, Sample>>;
  const files = sampleFiles(changes);
  const { rows } = await merge(files, only('base', { tokenizer_source: 'base' }));
  assert.deepEqual(rows(EMBEDDING), inRows(valuesOf('base', EMBEDDING, 8 * HIDDEN)));
  // Three new tokens go into rows that were there: the matrix doesn't grow.
  assert.equal((await merge(files, only('m', union))).rows(EMBEDDING).length, 8);
});

test('single tokens can be zero, be another token, and be so for every model', async () => {
  const tokens = {
    e: { source: { kind: 'zero' } },
    c: { source: 'n' },
    '<im>': { source: { kind: 'model_token', model: 'n', token: 'd' }, force: true },
    b: { source: { kind: 'model_token', model: 'm', token_id: 2 } },
  };
  const files = sampleFiles();
  const refused = await planMerge(mergeSpec(only('m', { tokenizer: { source: 'union', tokens } })), planContext(files));
  assert.deepEqual(
    refused.problems.map(({ code, where }) => [code, where.key, where.model]),
    [['token-unknown', 'tokenizer.tokens.c', 'n']],
  );
  const { c, ...rest } = tokens;
  assert.ok(c);
  const { rows, ids } = await merge(files, only('m', { tokenizer: { source: 'union', tokens: rest } }));
  const [m, n] = [own('m'), own('n')];
  const at = (token: string) => rows(EMBEDDING)[ids[token] ?? -1];
  assert.deepEqual(at('e'), [0, 0, 0]);
  assert.deepEqual(at('<im>'), n('d'), 'forced on a model that has the token');
  assert.deepEqual(at('b'), m('a'), 'a row by its number');
  assert.deepEqual(at('d'), m('d'));
});

test('configuration and tokenizer say what the result has', async () => {
  const { files } = await merge(sampleFiles(), { ...only('m', { tokenizer_source: 'm' }), chat_template: 'chatml' });
  const config = JSON.parse(files.textOf('/out/config.json')) as Record<string, unknown>;
  assert.deepEqual([config['vocab_size'], config['eos_token_id']], [5, 0]);
  assert.equal(files.textOf('/out/generation_config.json'), '{"eos_token_id": [0,99], "temperature": 1.0}');
  const template = files.textOf('/out/chat_template.jinja');
  assert.ok(template.includes('<|im_start|>'));
  assert.deepEqual(JSON.parse(files.textOf('/out/tokenizer_config.json')), {
    added_tokens_decoder: {},
    chat_template: template,
  });
  const grown = await merge(sampleFiles(), { ...only('m', union), chat_template: 'auto' });
  const tokenizerConfig = JSON.parse(grown.files.textOf('/out/tokenizer_config.json')) as Record<string, unknown>;
  assert.deepEqual(Object.keys(tokenizerConfig['added_tokens_decoder'] as object), ['5', '6', '7']);
  assert.equal(tokenizerConfig['chat_template'], 'of base');
});

test('a tokenizer that is a SentencePiece model alone is copied as it is, new tokens are listed beside it', async () => {
  const files = sampleFiles();
  for (const [name, { tokens }] of Object.entries(models)) {
    await files.remove(`/project/${name}/tokenizer.json`);
    files.put(`/project/${name}/tokenizer.model`, sentencePieceBytes(tokens.map((text) => ({ text, score: 0 }))));
  }
  const spec = only('m', union);
  await runMerge(
    mergeSpec(spec),
    new FakeRun({ files, folder: '/project', output: { path: '/out', overwrite: true } }).attempt(),
  );
  assert.deepEqual(files.bytesOf('/out/tokenizer.model'), files.bytesOf('/project/base/tokenizer.model'));
  assert.deepEqual(JSON.parse(files.textOf('/out/added_tokens.json')), { d: 5, '<im>': 6, e: 7 });
});

const problemsOf = async (files: MemoryFiles, spec: unknown): Promise<readonly Problem[]> =>
  (await planMerge(mergeSpec(spec), planContext(files))).problems;

test('different vocabularies are refused without tokenizer_source, and where sizes happen to agree, warned of', async () => {
  const found = await problemsOf(sampleFiles(), only('m', {}));
  assert.ok(found.some(({ code, severity }) => code === 'merge-vocabulary-differs' && severity === 'error'));
  assert.ok(
    found.some(
      ({ code, severity, where }) => code === 'tokenizers-differ' && severity === 'warning' && where.model === 'm',
    ),
  );
  assert.deepEqual(await problemsOf(sampleFiles(), only('m', union)), []);
});

test('what is missing for a union is told', async () => {
  const files = sampleFiles();
  await files.remove('/project/n/tokenizer.json');
  const without = await problemsOf(files, only('m', union));
  assert.ok(without.some(({ code, where }) => code === 'tokenizer-missing' && where.model === 'n'));
  files.put('/project/n/tokenizer.json', '{}');
  assert.ok((await problemsOf(files, only('m', union))).some(({ code }) => code === 'tokenizer-invalid'));
  const nowhere = await problemsOf(sampleFiles(), only('m', { tokenizer_source: 'elsewhere' }));
  assert.ok(nowhere.some(({ code, where }) => code === 'tokenizer-missing' && where.key === 'tokenizer_source'));
  const unknown = await problemsOf(sampleFiles(), only('m', { ...union, chat_template: 'klingon' }));
  assert.ok(unknown.some(({ code, where }) => code === 'value-choice' && where.key === 'chat_template'));
});
