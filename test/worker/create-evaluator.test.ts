import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import type { Evaluation } from '../../src/base/ports.js';
import { createEvaluator } from '../../src/worker/create-evaluator.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { throwsProblem } from '../fakes/throws-problem.js';

const { signal } = new AbortController();

/** A folder with a program that scores by its data, and writes down every call. */
async function bench(): Promise<{
  readonly folder: string;
  readonly memory: string;
  readonly calls: () => number;
  readonly score: (options?: {
    readonly digest?: string;
    readonly changes?: Readonly<Record<string, unknown>>;
  }) => Promise<Evaluation>;
}> {
  const folder = await temporaryFolder();
  const memory = path.join(folder, 'evaluations');
  writeFileSync(path.join(folder, 'data.txt'), 'four');
  writeFileSync(
    path.join(folder, 'score.cjs'),
    `const fs = require('node:fs');
     fs.appendFileSync('calls', 'x');
     console.log(JSON.stringify({ accuracy: fs.readFileSync('data.txt', 'utf8').length, loss: 1e999, model: process.argv[2].length }));`,
  );
  return {
    folder,
    memory,
    calls: () => (existsSync(path.join(folder, 'calls')) ? readFileSync(path.join(folder, 'calls')).length : 0),
    async score({ digest = 'one', changes = {} } = {}) {
      const evaluate = {
        type: 'command',
        command: [process.execPath, 'score.cjs', '{model}'],
        data: ['data.txt'],
        ...changes,
      };
      const evaluator = createEvaluator({ spec: { merge_method: 'ties', evaluate }, folder }, memory);
      assert.ok(evaluator !== undefined);
      try {
        return await evaluator.evaluate({ digest, materialise: () => Promise.resolve('/model') }, signal);
      } finally {
        evaluator.close();
      }
    },
  };
}

test('an experiment without an evaluate block has no evaluator', () => {
  assert.equal(createEvaluator({ spec: { merge_method: 'ties' }, folder: '/' }, '/none'), undefined);
});

test('a candidate that was scored is remembered, and not even made', async () => {
  const { calls, score, folder, memory } = await bench();
  const first = await score();
  assert.deepEqual([first.score, first.scores, first.isRemembered], [4, { accuracy: 4, model: 6 }, false]);
  assert.deepEqual(await score(), { ...first, isRemembered: true });
  assert.equal(calls(), 1);
  const evaluate = { type: 'command', command: [process.execPath, 'score.cjs', '{model}'], data: ['data.txt'] };
  const evaluator = createEvaluator({ spec: { evaluate }, folder }, memory);
  const unmade = { digest: 'one', materialise: () => Promise.reject(new Error('made')) };
  assert.equal((await evaluator?.evaluate(unmade, signal))?.isRemembered, true);
  await score({ digest: 'two' });
  assert.equal(calls(), 2);
});

test('scores are forgotten when a data file, the program or an argument changes, and come back with the old ones', async () => {
  const { calls, score, folder } = await bench();
  await score();
  writeFileSync(path.join(folder, 'data.txt'), 'three');
  assert.equal((await score()).score, 5);
  appendFileSync(path.join(folder, 'score.cjs'), '\n');
  assert.equal((await score()).isRemembered, false);
  const changes = { command: [process.execPath, 'score.cjs', '{model}', '--fast'] };
  assert.equal((await score({ changes })).isRemembered, false);
  assert.equal(calls(), 4);
  writeFileSync(path.join(folder, 'data.txt'), 'four');
  assert.equal((await score()).isRemembered, false, 'the program is another');
  writeFileSync(path.join(folder, 'data.txt'), 'three');
  assert.deepEqual([(await score()).score, (await score()).isRemembered], [5, true]);
  assert.equal(calls(), 5);
});

test('another metric of the same scores needs no new evaluation; one that is missing does', async () => {
  const { calls, score } = await bench();
  await score();
  assert.deepEqual(
    [(await score({ changes: { metric: 'model' } })).score, (await score({ changes: { maximize: false } })).score],
    [6, 4],
  );
  assert.equal(calls(), 1);
  await throwsProblem('evaluator-metric-missing', score({ changes: { metric: 'f1' } }));
  assert.equal(calls(), 2);
});

test('a memory that is torn or holds something else is no memory', async () => {
  const { calls, score, memory } = await bench();
  const whole = await score();
  const [name = ''] = readdirSync(memory);
  const file = path.join(memory, name);
  const text = readFileSync(file, 'utf8');
  for (const spoilt of ['', text.slice(0, -3), '[]', '{"scores":{"accuracy":"4"},"seconds":1}', '{"scores":{}}']) {
    writeFileSync(file, spoilt);
    const { seconds, ...again } = await score();
    assert.ok(seconds > 0);
    assert.deepEqual(again, { score: whole.score, scores: whole.scores, isRemembered: false });
  }
  assert.equal(calls(), 6);
});

test('what failed is not remembered', async () => {
  const { calls, score } = await bench();
  const changes = { command: [process.execPath, 'score.cjs'] };
  // Without a model it fails.
  await throwsProblem('evaluator-failed', score({ changes }));
  await throwsProblem('evaluator-failed', score({ changes }));
  assert.equal(calls(), 2);
});

test('besides what every program needs, only the variables that are named are passed on', async () => {
  const { folder, score } = await bench();
  writeFileSync(
    path.join(folder, 'score.cjs'),
    `console.log(JSON.stringify({ accuracy: Number(process.env.MODELSMITH_ASKED ?? 0), secret: process.env.MODELSMITH_SECRET ? 1 : 0, path: process.env.PATH ? 1 : 0 }))`,
  );
  process.env['MODELSMITH_ASKED'] = '5';
  process.env['MODELSMITH_SECRET'] = '6';
  try {
    assert.deepEqual((await score({ changes: { environment: ['MODELSMITH_ASKED'] } })).scores, {
      accuracy: 5,
      secret: 0,
      path: 1,
    });
  } finally {
    delete process.env['MODELSMITH_ASKED'];
    delete process.env['MODELSMITH_SECRET'];
  }
});

test('a persistent program serves several candidates and ends with the evaluator', async () => {
  const { folder, memory } = await bench();
  writeFileSync(
    path.join(folder, 'score.cjs'),
    `let asked = 0;
     require('node:readline').createInterface({ input: process.stdin }).on('line', () => console.log(JSON.stringify({ accuracy: (asked += 1) })));`,
  );
  const evaluate = { type: 'command', command: [process.execPath, 'score.cjs'], persistent: true };
  const evaluator = createEvaluator({ spec: { evaluate }, folder }, memory);
  const scores: (number | undefined)[] = [];
  for (const digest of ['a', 'b', 'a']) {
    const scored = await evaluator?.evaluate({ digest, materialise: () => Promise.resolve('/m') }, signal);
    scores.push(scored?.score);
  }
  evaluator?.close();
  assert.deepEqual(scores, [1, 2, 1]);
});
