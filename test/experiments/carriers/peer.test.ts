import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { modelsmithError } from '../../../src/base/errors.js';
import { Peer } from '../../../src/experiments/carriers/peer.js';
import type { Handlers } from '../../../src/experiments/carriers/peer.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { waitFor } from '../../fakes/wait-for.js';

interface Left {
  double: { params: { readonly value: number }; result: number };
}
interface Right {
  greet: { params: { readonly name: string }; result: string };
  wait: { params: Record<string, never>; result: string };
}

const { signal } = new AbortController();

/** Two sides that talk as over a channel: messages are copies, and arrive later. */
function pair(left: Handlers<Left>, right: Handlers<Right>): readonly [Peer<Left, Right>, Peer<Right, Left>] {
  const sides: { left?: Peer<Left, Right>; right?: Peer<Right, Left> } = {};
  sides.left = new Peer<Left, Right>((message) => {
    setImmediate(() => sides.right?.receive(structuredClone(message)));
  }, left);
  sides.right = new Peer<Right, Left>((message) => {
    setImmediate(() => sides.left?.receive(structuredClone(message)));
  }, right);
  return [sides.left, sides.right];
}

test('both sides ask at once, and every answer finds its question', async () => {
  const [left, right] = pair(
    { double: ({ value }) => Promise.resolve(2 * value) },
    { greet: ({ name }) => Promise.resolve(`hello ${name}`) },
  );
  const names = Array.from({ length: 9 }, (_, index) => `n${String(index)}`);
  const greetings = Promise.all(names.map(async (name) => left.request('greet', { name }, { signal })));
  const doubles = Promise.all(names.map(async (_, value) => right.request('double', { value }, { signal })));
  assert.deepEqual(
    await greetings,
    names.map((name) => `hello ${name}`),
  );
  assert.deepEqual(
    await doubles,
    names.map((_, value) => 2 * value),
  );
  assert.equal(left.waiting + right.waiting, 0);
});

test('however many questions are under way on one signal, it has one listener, and none when they are answered', async () => {
  const [left] = pair(
    { double: ({ value }) => Promise.resolve(2 * value) },
    { greet: ({ name }) => Promise.resolve(name) },
  );
  const controller = new AbortController();
  const asked = Array.from({ length: 100 }, async (_, i) => left.request('greet', { name: String(i) }, controller));
  assert.equal(getEventListeners(controller.signal, 'abort').length, 1);
  await Promise.all(asked);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  const more = Array.from({ length: 3 }, async () => left.request('greet', { name: '' }, controller));
  controller.abort();
  const ended = await Promise.allSettled(more);
  assert.ok(ended.every(({ status }) => status === 'rejected'));
});

test('progress comes before the answer', async () => {
  const [left] = pair(
    {},
    {
      greet: ({ name }, { onProgress }) => {
        onProgress(1, 2);
        onProgress(2, 2);
        return Promise.resolve(name);
      },
    },
  );
  const told: number[] = [];
  await left.request('greet', { name: '' }, { signal, onProgress: (done) => told.push(done) });
  assert.deepEqual(told, [1, 2]);
});

test('problems keep their code, arguments and place; what is no problem becomes one', async () => {
  const where = { file: 'a.yaml', line: 3 };
  const [left] = pair(
    {},
    {
      greet: ({ name }) =>
        name === 'missing'
          ? Promise.reject(modelsmithError('file-missing', { file: 'x' }, where))
          : Promise.reject(new RangeError('a fault')),
    },
  );
  const problem = await throwsProblem('file-missing', left.request('greet', { name: 'missing' }, { signal }));
  assert.deepEqual(problem.where, where);
  const fault = await throwsProblem('internal', left.request('greet', { name: 'x' }, { signal }));
  assert.equal(fault.arguments.message, 'a fault');
});

test('what the other side does not serve is a problem that names it', async () => {
  const [left, right] = pair({}, {});
  const problem = await throwsProblem('port-not-available', left.request('greet', { name: '' }, { signal }));
  assert.equal(problem.arguments.port, 'greet');
  await throwsProblem('port-not-available', right.request('double', { value: 1 }, { signal }));
});

test('a cancelled request is rejected at once, and the other side is told to give up', async () => {
  let given: AbortSignal | undefined;
  const [left] = pair(
    {},
    {
      wait: async (_params, context) => {
        given = context.signal;
        return new Promise<string>(() => undefined);
      },
    },
  );
  const controller = new AbortController();
  const request = left.request('wait', {}, { signal: controller.signal });
  const serving = await waitFor('the other side', () => given);
  controller.abort();
  await assert.rejects(request, { name: 'AbortError' });
  await waitFor('the cancellation', () => serving.aborted);
});

test('when the other side is gone, what waits is rejected, what is served is cancelled, and nothing is asked any more', async () => {
  let given: AbortSignal | undefined;
  const [left, right] = pair(
    {},
    {
      wait: async (_params, context) => {
        given = context.signal;
        return new Promise<string>(() => undefined);
      },
    },
  );
  const request = left.request('wait', {}, { signal });
  const serving = await waitFor('the other side', () => given);
  left.close(new Error('gone'));
  right.close(new Error('gone'));
  await assert.rejects(request, /gone/);
  assert.ok(serving.aborted);
  await assert.rejects(left.request('greet', { name: '' }, { signal }), /gone/);
});
