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
        await evaluator.close();
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
  await evaluator?.close();
  assert.deepEqual(scores, [1, 2, 1]);
});

test('fitness, validation and test are scored by blocks of their own; a part without one is told', async () => {
  const { folder, memory } = await bench();
  const block = (n: number): unknown => ({
    type: 'command',
    command: [
      process.execPath,
      '-p',
      `JSON.stringify({ accuracy: ${String(n)}, examples: [${String(n)}, ${String(n)}] })`,
    ],
  });
  const evaluator = createEvaluator({ spec: { evaluate: block(1), validation: block(2) }, folder }, memory);
  const candidate = { digest: 'one', materialise: () => Promise.resolve('/m') };
  assert.ok(evaluator !== undefined);
  const first = await evaluator.evaluate(candidate, signal);
  assert.deepEqual([first.score, first.examples], [1, [1, 1]]);
  assert.equal((await evaluator.evaluate(candidate, signal, 'fitness')).isRemembered, true);
  assert.equal((await evaluator.evaluate(candidate, signal, 'validation')).score, 2);
  const told = await throwsProblem('port-not-available', evaluator.evaluate(candidate, signal, 'test'));
  assert.deepEqual(told.arguments, { port: 'test' });
  await evaluator.close();
});

test('scores of examples are remembered where the score is their mean', async () => {
  const { folder, score } = await bench();
  const report = { accuracy: 0.3333, f1: 0.9, examples: [1, 0, 0] };
  writeFileSync(path.join(folder, 'score.cjs'), `console.log(${JSON.stringify(JSON.stringify(report))})`);
  const first = await score();
  assert.deepEqual([first.examples, first.scores], [[1, 0, 0], { accuracy: 0.3333, f1: 0.9 }]);
  assert.deepEqual(await score(), { ...first, isRemembered: true });
  assert.equal((await score({ changes: { metric: 'f1' } })).examples, undefined);
});

test('several candidates are scored at once by as many persistent programs, which all end with the evaluator', async () => {
  const { folder, memory } = await bench();
  // Answers when three were asked, wherever they run.
  writeFileSync(
    path.join(folder, 'score.cjs'),
    `const fs = require('node:fs');
     require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
       fs.writeFileSync('asked-' + process.pid, line);
       const wait = () => fs.readdirSync('.').filter((name) => name.startsWith('asked-')).length < 3
         ? setTimeout(wait, 5) : console.log(JSON.stringify({ accuracy: process.pid }));
       wait();
     });`,
  );
  const evaluate = { type: 'command', command: [process.execPath, 'score.cjs'], persistent: true, parallel: 3 };
  const evaluator = createEvaluator({ spec: { evaluate }, folder }, memory);
  const scored = await Promise.all(
    ['a', 'b', 'c'].map(async (digest) =>
      evaluator?.evaluate({ digest, materialise: () => Promise.resolve('/m') }, signal),
    ),
  );
  assert.equal(new Set(scored.map((one) => one?.score)).size, 3);
  const known = scored.map((one) => one?.score);
  const later = await evaluator?.evaluate({ digest: 'd', materialise: () => Promise.resolve('/m') }, signal);
  assert.ok(known.includes(later?.score), 'a program that is idle is asked before another is started');
  await evaluator?.close();
});
