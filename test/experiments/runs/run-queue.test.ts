import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { lockOwner, takeLock } from '../../../src/experiments/runs/folder-lock.js';
import { rootPaths, runPaths } from '../../../src/experiments/runs/run-paths.js';
import { queuedRuns, workOffQueue } from '../../../src/experiments/runs/run-queue.js';
import { readOwnRecord, writeRunRecord } from '../../../src/experiments/runs/run-record-file.js';
import { readRequest, requestStop } from '../../../src/experiments/runs/run-request.js';
import { readRunState } from '../../../src/experiments/runs/run-status.js';
import { RunStore } from '../../../src/experiments/runs/run-store.js';
import type { RunSummary } from '../../../src/experiments/runs/run-summary.js';
import { anExperiment } from '../../fakes/an-experiment.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { waitFor } from '../../fakes/wait-for.js';

async function aQueue(names: readonly string[]): Promise<RunStore> {
  const store = new RunStore(await temporaryFolder());
  for (const [index, name] of names.entries()) {
    const now = (): number => 1_000_000 * (index + 1);
    await store.create(anExperiment(store.root, { name }), { startedBy: 'queue', now });
  }
  return store;
}

/** Stands for a worker: takes a moment, and notes who ran when, and how many at once. */
function anExecutor(): {
  readonly execute: (run: RunSummary) => Promise<void>;
  readonly order: string[];
  most: () => number;
} {
  const order: string[] = [];
  let running = 0;
  let most = 0;
  return {
    order,
    most: () => most,
    async execute({ folder, record }) {
      order.push(record.name);
      running++;
      most = Math.max(most, running);
      await writeRunRecord(folder, { ...(await readOwnRecord(folder)), status: 'succeeded' });
      running--;
    },
  };
}

const never = new AbortController().signal;

test('the oldest goes first, one at a time', async () => {
  const store = await aQueue(['a', 'b', 'c']);
  const { execute, order, most } = anExecutor();
  await workOffQueue(store.root, { signal: never, until: 'empty', execute });
  assert.deepEqual(order, ['a', 'b', 'c']);
  assert.equal(most(), 1);
  assert.deepEqual(await queuedRuns(store), []);
});

test('a run that somebody else carries takes a place', async () => {
  const store = await aQueue(['a', 'b']);
  const [first] = await queuedRuns(store);
  assert.ok(first);
  const attempt = await takeLock(runPaths(first.folder).lock);
  assert.ok(attempt.held);
  await writeRunRecord(first.folder, { ...(await readOwnRecord(first.folder)), status: 'running' });
  const { execute, order } = anExecutor();
  const working = workOffQueue(store.root, { signal: never, until: 'empty', execute });
  const { queueLock } = rootPaths(store.root);
  await waitFor('the queue to be worked off', async () => (await lockOwner(queueLock)) !== undefined);
  assert.deepEqual(order, []);
  await writeRunRecord(first.folder, { ...(await readOwnRecord(first.folder)), status: 'succeeded' });
  await attempt.lock.release();
  await working;
  assert.deepEqual(order, ['b']);
});

test('of two queues one works, the other waits for its turn', async () => {
  const store = await aQueue(['a', 'b', 'c', 'd']);
  const executors = [anExecutor(), anExecutor()] as const;
  await Promise.all(
    executors.map(async ({ execute }) => workOffQueue(store.root, { signal: never, until: 'empty', execute })),
  );
  const all = executors.flatMap(({ order }) => order);
  assert.deepEqual([...all].sort(), ['a', 'b', 'c', 'd']);
});

test('a run that cannot be started is passed over, and comes first in the next queue', async () => {
  const store = await aQueue(['a', 'b']);
  const { execute, order } = anExecutor();
  await workOffQueue(store.root, {
    signal: never,
    until: 'empty',
    execute: async (run) => (run.record.name === 'a' ? Promise.reject(new Error('busy')) : execute(run)),
  });
  assert.deepEqual(order, ['b']);
  assert.deepEqual(
    (await queuedRuns(store)).map(({ record }) => record.name),
    ['a'],
  );
});

test('a stopped queue starts no more runs and lets its lock go', async () => {
  const store = await aQueue(['a', 'b']);
  const controller = new AbortController();
  const { execute, order } = anExecutor();
  await workOffQueue(store.root, {
    signal: controller.signal,
    execute: async (run) => {
      controller.abort();
      await execute(run);
    },
  });
  assert.deepEqual(order, ['a']);
  const attempt = await takeLock(rootPaths(store.root).queueLock);
  assert.ok(attempt.held);
  await attempt.lock.release();
});

test('a run that is queued while a queue waits is started', async () => {
  const store = await aQueue([]);
  const controller = new AbortController();
  const { execute, order } = anExecutor();
  const working = workOffQueue(store.root, { signal: controller.signal, execute });
  await store.create(anExperiment(store.root, { name: 'late' }), { startedBy: 'terminal' });
  await waitFor('the run', () => order.length === 1);
  controller.abort();
  await working;
});

test('a queued run is cancelled at once', async () => {
  const store = await aQueue(['a']);
  const [run] = await store.list();
  assert.ok(run !== undefined);
  await requestStop(run.folder, 'terminal');
  assert.equal((await readRunState(run.folder)).status, 'cancelled');
  assert.equal(await readRequest(run.folder), undefined);
  const { execute, order } = anExecutor();
  await workOffQueue(store.root, { signal: never, until: 'empty', execute });
  assert.deepEqual(order, []);
});

test('a running run gets a request, one that has ended none', async () => {
  const store = await aQueue(['a']);
  const [run] = await store.list();
  assert.ok(run !== undefined);
  const attempt = await takeLock(runPaths(run.folder).lock);
  assert.ok(attempt.held);
  await writeRunRecord(run.folder, { ...run.record, status: 'running' });
  await requestStop(run.folder, 'vscode');
  assert.equal((await readRequest(run.folder))?.by, 'vscode');
  await attempt.lock.release();
  const problem = await throwsProblem('run-not-running', requestStop(run.folder, 'vscode'));
  assert.deepEqual(problem.arguments, { run: path.basename(run.folder), status: 'interrupted' });
});

test('a stop of a queued run that is being started reaches its owner', async () => {
  const store = await aQueue(['a']);
  const [run] = await store.list();
  assert.ok(run !== undefined);
  const attempt = await takeLock(runPaths(run.folder).lock);
  assert.ok(attempt.held);
  const stopping = requestStop(run.folder, 'terminal');
  await writeRunRecord(run.folder, { ...run.record, status: 'running' });
  await stopping;
  assert.equal((await readRequest(run.folder))?.by, 'terminal');
  await attempt.lock.release();
});
