import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../src/base/errors.js';
import { checkEvaluators, evaluatorFiles } from '../../../src/ml/evaluators/check-evaluators.js';
import { isCandidatesFault } from '../../../src/ml/evaluators/is-candidates-fault.js';
import { openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { evaluateSchema, type EvaluateSettings } from '../../../src/protocol/evaluate.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { useTestedBackend } from '../../rig/backends.js';
import { gpt2, mlp, writeCandidate } from './dataset/candidates.js';

const { signal } = new AbortController();
const choice = '{"question": "?", "options": ["a", "b"], "answer": 0}\n';

async function withModels(): Promise<MemoryFiles> {
  await useTestedBackend('cpu');
  const files = new MemoryFiles();
  files.put('/lab/points.csv', 'x,y,class\n1,2,0\n3,4,1\n5,6,2\n');
  files.put('/lab/choices.jsonl', choice.repeat(3));
  files.put('/lab/questions.jsonl', '{"prompt": "?", "answer": "!"}');
  files.put('/lab/score.py', '');
  for (const [name, description] of Object.entries({ classifier: mlp, language: { ...gpt2, vocab_size: 2000 } })) {
    (await writeCandidate(files, `/lab/${name}`, { description })).network.dispose();
  }
  return files;
}

/** Problems of blocks, in short: code and key. */
async function check(
  files: MemoryFiles,
  blocks: Readonly<Partial<Record<'evaluate' | 'validation' | 'test', object>>>,
  model?: string,
): Promise<readonly string[]> {
  const read = Object.fromEntries(
    Object.entries(blocks).map(([key, settings]): [string, EvaluateSettings] => [key, evaluateSchema.parse(settings)]),
  );
  const checkpoint = model === undefined ? undefined : await openCheckpoint(files, `/lab/${model}`, signal);
  const problems = await checkEvaluators(read, { files, folder: '/lab', signal, checkpoint });
  return problems.map((one: Problem) => `${one.code} ${one.where.key ?? ''}`);
}

const points = { format: 'csv', file: 'points.csv', features: ['x', 'y'], label: 'class' };
const onPoints = (keys: object = {}): object => ({ type: 'dataset', data: points, ...keys });
const onChoices = (keys: object = {}): object => ({
  type: 'dataset',
  data: { format: 'jsonl', file: 'choices.jsonl' },
  multiple_choice: {},
  ...keys,
});

test('blocks with which all is well have no problem', async () => {
  const files = await withModels();
  assert.deepEqual(await check(files, {}), []);
  assert.deepEqual(await check(files, { evaluate: onPoints() }, 'classifier'), []);
  assert.deepEqual(await check(files, { evaluate: onChoices() }, 'language'), []);
  const command = { type: 'command', command: ['python3', './score.py'], data: ['points.csv'] };
  const endpoint = { type: 'endpoint', questions: 'questions.jsonl' };
  assert.deepEqual(await check(files, { evaluate: command, validation: command, test: endpoint }), []);
});

test('what is not there is told at the key that names it', async () => {
  const files = await withModels();
  assert.deepEqual(
    await check(files, {
      evaluate: { type: 'command', command: ['./gone.py', '{model}'], data: ['points.csv', 'gone.csv'] },
      validation: { type: 'endpoint', start: ['./gone', '{model}'], questions: 'gone.jsonl' },
      test: { type: 'dataset', data: { ...points, file: 'gone.csv' } },
    }),
    [
      'evaluator-program-missing evaluate.command',
      'file-missing evaluate.data',
      'evaluator-program-missing validation.start',
      'file-missing validation.questions',
      'file-missing test.data',
    ],
  );
});

test('what does not fit the model is told from its headers', async () => {
  const files = await withModels();
  const told = async (block: object, model: string): Promise<string> =>
    (await check(files, { evaluate: block }, model)).join();
  assert.equal(await told(onPoints({ metric: 'perplexity' }), 'classifier'), 'evaluator-metric evaluate.metric');
  assert.equal(await told(onPoints(), 'language'), 'evaluator-metric evaluate.metric');
  assert.equal(await told(onPoints({ metric: 'loss' }), 'language'), 'train-data evaluate.data');
  assert.equal(await told(onChoices(), 'classifier'), 'evaluator-choice evaluate.multiple_choice');
  files.put('/lab/points.csv', 'x,y,class\n1,2,0\n3,4,1\n');
  assert.equal(await told(onPoints(), 'classifier'), 'evaluator-classes evaluate.data');
  files.put('/lab/choices.jsonl', `${choice}{"question": "?"}`);
  assert.equal(await told(onChoices(), 'language'), 'data-choice-invalid evaluate.data');
  assert.equal(
    await told(onChoices({ multiple_choice: { question: 'ask' } }), 'language'),
    'data-column-missing evaluate.data',
  );
  assert.equal(await told(onChoices({ rows: { from: 5 } }), 'language'), 'evaluator-rows evaluate.rows');
  await files.remove('/lab/language/tokenizer.json');
  files.put('/lab/choices.jsonl', choice);
  assert.equal(await told(onChoices(), 'language'), 'tokenizer-missing evaluate.type');
});

test('parts that share examples are told; those of one order that do not meet are not', async () => {
  const files = await withModels();
  const cut = (rows: object, data: object = points): object => onPoints({ rows, data });
  const overlaps = async (evaluate: object, other: object): Promise<boolean> =>
    (await check(files, { evaluate, test: other })).includes('evaluator-overlap test');
  assert.ok(await overlaps(onPoints(), onPoints()));
  assert.ok(await overlaps(cut({ to: 2 }), cut({ from: 1 })));
  assert.ok(await overlaps(cut({ to: 1, shuffle: 1 }), cut({ from: 1, shuffle: 2 })));
  assert.ok(await overlaps(cut({ to: 1 }), cut({ from: 1 }, { ...points, file: '../lab/points.csv' })));
  assert.ok(!(await overlaps(cut({ to: 1 }), cut({ from: 1 }))));
  assert.ok(!(await overlaps(cut({ from: 2, shuffle: 3 }), cut({ to: 2, shuffle: 3 }))));
  const glyphs = { format: 'glyphs', examples: 40 };
  assert.ok(await overlaps(cut({}, glyphs), cut({}, { ...glyphs, examples: 50 })));
  assert.ok(!(await overlaps(cut({}, glyphs), cut({}, { ...glyphs, seed: 1 }))));
  const endpoint = { type: 'endpoint', questions: 'questions.jsonl' };
  assert.ok(await overlaps(endpoint, { ...endpoint, questions: './questions.jsonl' }));
});

test('the files that scores rest on are the inputs of a run, each once', async () => {
  const files = await withModels();
  const blocks = {
    evaluate: evaluateSchema.parse(onPoints({ rows: { to: 1 } })),
    validation: evaluateSchema.parse(onPoints({ rows: { from: 1 } })),
    test: evaluateSchema.parse({ type: 'endpoint', questions: 'questions.jsonl' }),
  };
  assert.deepEqual(await evaluatorFiles(blocks, { files, folder: '/lab' }), [
    '/lab/points.csv',
    '/lab/questions.jsonl',
  ]);
});

test('a candidate is to blame for what it is, not for the disk', () => {
  const blamed = (code: string): boolean => isCandidatesFault([{ code } as Problem]);
  assert.ok(['evaluator-failed', 'merge-not-finite', 'tensor-missing', 'tokenizer-invalid'].every(blamed));
  assert.ok(!['disk-full', 'data-file-invalid', 'file-unreadable', 'tokenizers-differ'].some(blamed));
});
