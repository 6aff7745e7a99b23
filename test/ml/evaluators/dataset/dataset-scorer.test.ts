import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import type { ImageClassifier } from '../../../../src/ml/networks/network.js';
import { networkTokenModel } from '../../../../src/ml/language-models/network-token-model.js';
import { perplexity } from '../../../../src/ml/language-models/perplexity.js';
import { rankOptions } from '../../../../src/ml/language-models/rank-options.js';
import { saveWeights } from '../../../../src/ml/networks/save-weights.js';
import { openTokenizer } from '../../../../src/ml/tokenizers/open-tokenizer.js';
import { MemoryFiles } from '../../../fakes/memory-files.js';
import { throwsProblem } from '../../../fakes/throws-problem.js';
import { useTestedBackend } from '../../../rig/backends.js';
import { block, gpt2, mlp, scoreOnce, scoring, writeCandidate } from './candidates.js';

const { signal } = new AbortController();
/** Points in the plane and their classes, which stand in no particular order. */
const POINTS = Array.from({ length: 40 }, (_, i) => ({ x: Math.sin(i), y: Math.cos(3 * i), class: (i * 7) % 3 }));
const CSV = `x,y,class\n${POINTS.map((one) => `${String(one.x)},${String(one.y)},${String(one.class)}`).join('\n')}\n`;
const points = { format: 'csv', file: 'points.csv', features: ['x', 'y'], label: 'class' };

before(async () => {
  await useTestedBackend('cpu');
});

function withPoints(text = CSV): MemoryFiles {
  const files = new MemoryFiles();
  files.put('/points.csv', text);
  return files;
}

/** What a network says of points, computed beside the evaluator. */
function classesOf(network: ImageClassifier, rows: readonly { x: number; y: number }[]): readonly number[] {
  return tf.tidy(() => {
    const images = tf.tensor4d(
      rows.flatMap(({ x, y }) => [x, y]),
      [rows.length, 1, 2, 1],
    );
    return [...tf.argMax(network.logits(images, { isTraining: false }), 1).dataSync()];
  });
}

test('a classifier is scored on every example, and each example has a score', async () => {
  const files = withPoints();
  const built = await writeCandidate(files, '/m', { description: mlp });
  assert.ok(built.task === 'image-classification');
  const said = classesOf(built.network, POINTS);
  const rights = POINTS.map((one, i) => Number(said[i] === one.class));
  const scored = await scoreOnce(files, '/m', { data: points, batch_size: 7 });
  assert.deepEqual(scored.examples, rights);
  assert.equal(scored.scores['accuracy'], rights.reduce((sum, one) => sum + one, 0) / rights.length);
  const byLoss = await scoreOnce(files, '/m', { data: points, metric: 'loss' });
  const mean = (byLoss.examples ?? []).reduce((sum, one) => sum + one, 0) / POINTS.length;
  assert.ok(Math.abs(mean - (byLoss.scores['loss'] ?? 0)) < 1e-6);
  assert.equal((await scoreOnce(files, '/m', { data: points, metric: 'f1' })).examples, undefined);
  built.network.dispose();
});

test('inputs are normalised as config.json records it', async () => {
  const files = withPoints();
  const normalisation = { means: [0.5], deviations: [0.25] };
  const built = await writeCandidate(files, '/m', { description: { ...mlp, normalisation } });
  assert.ok(built.task === 'image-classification');
  const changed = POINTS.map(({ x, y }) => ({ x: (x - 0.5) / 0.25, y: (y - 0.5) / 0.25 }));
  const said = classesOf(built.network, changed);
  const { examples } = await scoreOnce(files, '/m', { data: points });
  assert.deepEqual(
    examples,
    POINTS.map((one, i) => Number(said[i] === one.class)),
  );
  built.network.dispose();
});

test('classes are told by their names where the model records them, in whatever order and of however many', async () => {
  const named = (names: readonly string[]): string =>
    `x,y,class\n${POINTS.map((one) => `${String(one.x)},${String(one.y)},${names[one.class] ?? ''}`).join('\n')}\n`;
  // The table's classes are a, b, c; the model was trained with c first.
  const files = withPoints(named(['c', 'a', 'b']));
  const built = await writeCandidate(files, '/m', { description: { ...mlp, labels: ['c', 'a', 'b'] } });
  const plain = await scoreOnce(withSameModel(files), '/m', { data: points });
  const { examples } = await scoreOnce(files, '/m', { data: points });
  assert.deepEqual(examples, plain.examples);
  // A part that lacks a class.
  files.put(
    '/points.csv',
    named(['c', 'a', 'b'])
      .split('\n')
      .filter((line) => !line.endsWith(',a'))
      .join('\n'),
  );
  const part = await scoreOnce(files, '/m', { data: points });
  assert.deepEqual(
    part.examples,
    plain.examples?.filter((_, i) => POINTS[i]?.class !== 1),
  );
  built.network.dispose();

  function withSameModel(from: MemoryFiles): MemoryFiles {
    const others = withPoints();
    for (const name of ['config.json', 'model.safetensors']) {
      others.put(`/m/${name}`, name === 'config.json' ? JSON.stringify(mlp) : from.bytesOf(`/m/${name}`));
    }
    return others;
  }
});

test('rows cut the data into parts that have no example in common', async () => {
  const files = withPoints();
  (await writeCandidate(files, '/m', { description: mlp })).network.dispose();
  const all = await scoreOnce(files, '/m', { data: points });
  const first = await scoreOnce(files, '/m', { data: points, rows: { to: 15 } });
  const rest = await scoreOnce(files, '/m', { data: points, rows: { from: 15 } });
  assert.deepEqual([...(first.examples ?? []), ...(rest.examples ?? [])], all.examples);
  const losses = async (rows: object): Promise<readonly number[]> =>
    (await scoreOnce(files, '/m', { data: points, metric: 'loss', rows })).examples ?? [];
  const whole = await losses({});
  const shuffled = [...(await losses({ to: 15, shuffle: 3 })), ...(await losses({ from: 15, shuffle: 3 }))];
  assert.notDeepEqual(shuffled, whole);
  assert.deepEqual(shuffled.toSorted(), whole.toSorted());
  const told = await throwsProblem('evaluator-rows', losses({ from: 40 }));
  assert.deepEqual(told.arguments, { from: 40, to: 40, examples: 40 });
});

test('a thousand candidates need no more memory than one, and several at once are scored like one by one', async () => {
  const files = withPoints();
  for (const seed of [1, 2, 3]) {
    (await writeCandidate(files, `/m${String(seed)}`, { description: mlp, seed })).network.dispose();
  }
  const one = scoring(files, block({ data: points, batch_size: 64, metric: 'loss' }));
  const alone = await Promise.all(
    [1, 2, 3].map(async (seed) => scoreOnce(files, `/m${String(seed)}`, { data: points, metric: 'loss' })),
  );
  const together = await Promise.all([1, 2, 3].map(async (seed) => one.score(`/m${String(seed)}`)));
  assert.deepEqual(
    together.map(({ scores }) => scores['loss']),
    alone.map(({ scores }) => scores['loss']),
  );
  assert.equal(new Set(together.map(({ scores }) => scores['loss'])).size, 3);
  const before = tf.memory();
  for (let i = 0; i < 1000; i++) {
    await one.score(`/m${String(1 + (i % 3))}`);
  }
  const { numTensors, numBytes } = tf.memory();
  assert.deepEqual([numTensors, numBytes], [before.numTensors, before.numBytes]);
  await one.close();
});

test('closing lets go of everything', async () => {
  const files = withPoints();
  (await writeCandidate(files, '/m', { description: mlp })).network.dispose();
  const before = tf.memory().numTensors;
  await scoreOnce(files, '/m', { data: points });
  assert.equal(tf.memory().numTensors, before);
});

test('a candidate that is computed while it is read needs no folder on the disk', async () => {
  const files = withPoints();
  const elsewhere = new MemoryFiles();
  (await writeCandidate(elsewhere, '/computed', { description: mlp })).network.dispose();
  const one = scoring(files, block({ data: points }));
  const scored = await one.score('/not/there', { files: elsewhere, folder: '/computed' });
  assert.equal(scored.examples?.length, POINTS.length);
  await one.close();
});

test('a candidate without numbers, and one that lacks a tensor, fail by themselves; the next one is scored', async () => {
  const files = withPoints();
  const built = await writeCandidate(files, '/good', { description: mlp });
  const [first] = built.network.weights;
  assert.ok(first !== undefined);
  first.variable.assign(tf.fill(first.variable.shape, Number.NaN));
  const companions = new Map([['config.json', JSON.stringify(mlp)]]);
  await saveWeights(files, '/nan', { network: built.network, dtype: 'F32', companions, signal });
  const without = { ...built.network, weights: built.network.weights.slice(1) };
  await saveWeights(files, '/short', { network: without, dtype: 'F32', companions, signal });
  const one = scoring(files, block({ data: points }));
  await throwsProblem('evaluator-metric-not-finite', one.score('/nan'));
  await throwsProblem('tensor-missing', one.score('/short'));
  assert.equal((await one.score('/good')).examples?.length, POINTS.length);
  await one.close();
  built.network.dispose();
});

test('data that do not fit the network are told at the key', async () => {
  const files = withPoints();
  (await writeCandidate(files, '/m', { description: mlp })).network.dispose();
  (await writeCandidate(files, '/more', { description: { ...mlp, classes: 5 } })).network.dispose();
  (
    await writeCandidate(files, '/wide', { description: { ...mlp, image: { height: 1, width: 3, channels: 1 } } })
  ).network.dispose();
  const classes = await throwsProblem('evaluator-classes', scoreOnce(files, '/more', { data: points }));
  assert.deepEqual([classes.arguments, classes.where.key], [{ expected: 5, found: 3 }, 'evaluate.data']);
  await throwsProblem('train-images', scoreOnce(files, '/wide', { data: points }));
  const { label, ...unlabelled } = points;
  assert.equal(label, 'class');
  await throwsProblem('train-data', scoreOnce(files, '/m', { data: unlabelled }));
  const metric = await throwsProblem(
    'evaluator-metric',
    scoreOnce(files, '/m', { data: points, metric: 'perplexity' }),
  );
  assert.deepEqual(metric.arguments.possible, ['accuracy', 'f1', 'loss']);
  await throwsProblem('evaluator-choice', scoreOnce(files, '/m', { data: points, multiple_choice: {} }));
});

const TEXTS = ['Arin lives in the town.', 'Bevo', 'The trade of Colia is not known to anybody here.'];

test('perplexity is that of the tokens of all texts together', async () => {
  const files = new MemoryFiles();
  files.put('/texts.jsonl', TEXTS.map((text) => JSON.stringify({ text })).join('\n'));
  const vocabulary = await vocabularySize();
  const built = await writeCandidate(files, '/m', { description: { ...gpt2, vocab_size: vocabulary } });
  assert.ok(built.task === 'causal-language-model');
  const { tokenizer } = await openTokenizer(files, '/m');
  const { end } = tokenizer.special;
  const tokens = TEXTS.map((text) => {
    const cut = tokenizer.encode(text).slice(0, 24);
    return cut.length < 24 && end !== undefined && cut.at(-1) !== end ? [...cut, end] : cut;
  });
  const expected = await perplexity(networkTokenModel(built.network), tokens, signal);
  const data = { format: 'jsonl', file: 'texts.jsonl', text: ['text'] };
  const { scores } = await scoreOnce(files, '/m', { data, metric: 'perplexity', batch_size: 2 });
  assert.ok(
    Math.abs((scores['perplexity'] ?? 0) / expected - 1) < 1e-5,
    `${String(scores['perplexity'])} ${String(expected)}`,
  );
  built.network.dispose();
});

test('multiple choice takes the option with the best mean log-probability a token', async () => {
  const files = new MemoryFiles();
  const questions = Array.from({ length: 12 }, (_, i) => ({
    question: `Where does ${['Arin', 'Bevo', 'Colia'][i % 3] ?? ''} live? ${'So. '.repeat(i % 4)}`,
    options: ['in the town', 'nowhere', 'here and there and everywhere', 'x'].slice(0, 2 + (i % 3)),
    answer: i % 2,
  }));
  files.put('/choices.jsonl', questions.map((one) => JSON.stringify(one)).join('\n'));
  const built = await writeCandidate(files, '/m', {
    description: { ...gpt2, vocab_size: await vocabularySize(), n_positions: 64 },
  });
  assert.ok(built.task === 'causal-language-model');
  const { tokenizer } = await openTokenizer(files, '/m');
  const model = networkTokenModel(built.network);
  const rights: number[] = [];
  for (const { question, options, answer } of questions) {
    const alone = tokenizer.encode(question.trimEnd());
    const whole = options.map((option) => tokenizer.encode(`${question.trimEnd()} ${option}`));
    // This tokenizer has tokens that never reach over a space.
    assert.ok(whole.every((tokens) => tokens.slice(0, alone.length).join() === alone.join()));
    const scores = await rankOptions(model, alone, {
      options: whole.map((tokens) => tokens.slice(alone.length)),
      signal,
    });
    const best = scores.reduce(
      (top, one, i) => (one.meanLogProbability > (scores[top]?.meanLogProbability ?? 0) ? i : top),
      0,
    );
    rights.push(Number(best === answer));
  }
  const data = { format: 'jsonl', file: 'choices.jsonl' };
  const scored = await scoreOnce(files, '/m', { data, multiple_choice: {}, batch_size: 5 });
  assert.deepEqual(scored.examples, rights);
  assert.equal(scored.scores['accuracy'], rights.reduce((sum, one) => sum + one, 0) / 12);
  files.put('/choices.jsonl', `${JSON.stringify(questions[0])}\n{"question": "?", "options": ["a", "b"], "answer": 2}`);
  const told = await throwsProblem('data-choice-invalid', scoreOnce(files, '/m', { data, multiple_choice: {} }));
  assert.deepEqual(told.arguments, { row: 2, offence: 'answer' });
  await throwsProblem('evaluator-metric', scoreOnce(files, '/m', { data, multiple_choice: {}, metric: 'loss' }));
  built.network.dispose();
});

async function vocabularySize(): Promise<number> {
  const files = new MemoryFiles();
  (await writeCandidate(files, '/t', { description: { ...gpt2, vocab_size: 10 } })).network.dispose();
  return (await openTokenizer(files, '/t')).tokenizer.vocabularySize;
}
