// The fakes of the ports keep the promises that `src/base/ports.ts` makes; tests of engines lean on them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeRun } from '../fakes/fake-run.js';
import { MemoryFiles } from '../fakes/memory-files.js';
import { scriptedEvaluate } from '../fakes/scripted-evaluate.js';
import { ScriptedLanguageModel } from '../fakes/scripted-language-model.js';
import { ShuffledTasks } from '../fakes/shuffled-tasks.js';

const signal = new AbortController().signal;
const aborted = AbortSignal.abort();

test('a language model answers by rule, counts tokens, keeps to its limit and knows what it was asked before', async () => {
  const model = new ScriptedLanguageModel((question) => `you said ${question}`);
  const messages = [{ role: 'user', content: 'good morning' }] as const;
  const first = await model.complete(messages, { maxTokens: 3, signal });
  assert.deepEqual(first, { text: 'you said good', cached: false, promptTokens: 2, answerTokens: 3 });
  assert.ok((await model.complete(messages, { maxTokens: 9, signal })).cached);
  assert.ok(!(await model.complete(messages, { maxTokens: 9, signal, connection: 'other' })).cached);
  assert.equal(model.calls.length, 3);
  await assert.rejects(model.complete(messages, { maxTokens: 1, signal: aborted }), { name: 'AbortError' });
});

test('tasks give their results in the order of their inputs, in whatever order they run', async () => {
  const runs: unknown[] = [];
  const tasks = new ShuffledTasks({
    square: (input) => {
      runs.push(input);
      return Number(input) ** 2;
    },
  });
  const inputs = Array.from({ length: 20 }, (_, index) => index);
  const told = new Map<number, number>();
  const outputs = await tasks.run<number>('square', inputs, {
    signal,
    onResult: (index, output) => told.set(index, output),
  });
  assert.deepEqual(
    outputs,
    inputs.map((input) => input ** 2),
  );
  assert.deepEqual(
    [...told.entries()].sort(([a], [b]) => a - b),
    [...outputs.entries()],
  );
  assert.ok(runs.length > inputs.length, 'some ran twice');
  assert.notDeepEqual([...new Set(runs)], inputs);
  await assert.rejects(tasks.run('unknown', [1], { signal }));
  await assert.rejects(tasks.run('square', [1], { signal: aborted }), { name: 'AbortError' });
});

test('candidates are scored by rule', async () => {
  const { evaluate, models } = scriptedEvaluate((model) => ({ accuracy: model.length }));
  const candidate = { digest: '1', materialise: () => Promise.resolve('abc') };
  assert.equal((await evaluate(candidate, signal)).score, 3);
  assert.deepEqual(models, ['abc']);
  await assert.rejects(evaluate(candidate, aborted), { name: 'AbortError' });
});

test('a run gives an engine the ports that a test gives it, and keeps its story over attempts', async () => {
  const { evaluate } = scriptedEvaluate(() => ({ accuracy: 1 }));
  const run = new FakeRun({ files: new MemoryFiles(), folder: '/project', seed: 4, ports: { evaluate } });
  const first = run.attempt();
  const candidate = { digest: '1', materialise: () => Promise.resolve('x') };
  assert.deepEqual((await first.evaluate(candidate, signal)).scores, { accuracy: 1 });
  await assert.rejects(first.tasks.run('x', [], { signal }));
  assert.equal(await first.snapshot.latest(), undefined);
  first.emit({ type: 'phase', phase: 'x/one' });
  assert.deepEqual(first.dense.append('a.f32', Float32Array.of(1, 2)), { file: 'a.f32', offset: 0, length: 2 });
  await first.snapshot.save({ step: 1 });
  first.emit({ type: 'phase', phase: 'x/lost' });
  first.dense.append('a.f32', Float32Array.of(3));

  const second = run.attempt();
  assert.deepEqual(await second.snapshot.latest(), { step: 1 });
  assert.deepEqual(run.events, [{ type: 'phase', phase: 'x/one' }]);
  assert.deepEqual(second.dense.append('a.f32', Float32Array.of(4)), { file: 'a.f32', offset: 8, length: 1 });
  assert.equal(second.random('s').uniform(9), first.random('s').uniform(9));
  await second.snapshot.discard();
  assert.deepEqual(run.events, []);
});
