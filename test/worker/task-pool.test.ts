import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { TaskPool } from '../../src/worker/task-pool.js';
import { throwsProblem } from '../fakes/throws-problem.js';
import { bundleWorker } from './engine/bundle-worker.js';

let bundle: string;
const pools: TaskPool[] = [];
const signal = new AbortController().signal;

function open(workers: number): TaskPool {
  const pool = new TaskPool(workers, () => bundle);
  pools.push(pool);
  return pool;
}

before(async () => {
  bundle = await bundleWorker();
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map(async (pool) => pool.close()));
});

describe('a pool of threads', () => {
  test('gives results in the order of the inputs, and tells each as it comes', async () => {
    const inputs = Array.from({ length: 50 }, (_, i) => i);
    const told = new Map<number, number>();
    const outputs = await open(3).run<number>('square', inputs, {
      signal,
      onResult: (index, output) => told.set(index, output),
    });
    assert.deepEqual(
      outputs,
      inputs.map((input) => input ** 2),
    );
    assert.deepEqual(
      [...told].sort(([a], [b]) => a - b),
      [...outputs.entries()],
    );
  });

  test('passes on what tasks report before their results, and typed arrays as they are', async () => {
    const heard: string[] = [];
    const outputs = await open(1).run<Float64Array>('count', [2, 1], {
      signal,
      onProgress: (index, done) => heard.push(`${index} +${done}`),
      onResult: (index) => heard.push(`${index} done`),
    });
    assert.deepEqual(heard, ['0 +1', '0 +1', '0 done', '1 +1', '1 done']);
    assert.deepEqual(outputs, [Float64Array.of(2), Float64Array.of(1)]);
  });

  test('the first task that fails stops the others, and its problem is told', async () => {
    const pool = open(2);
    const told = await throwsProblem('file-missing', pool.run('fail', ['wait', 'fail', 'wait', 'wait'], { signal }));
    assert.equal(told.where.file, 'weights');
    assert.deepEqual(await pool.run('square', [4], { signal }), [16], 'the threads are good for more');
  });

  test('gives up when it is aborted, and does nothing where it is aborted already', async () => {
    const controller = new AbortController();
    const running = open(2).run('wait', [1, 2, 3], {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await assert.rejects(running, { name: 'AbortError' });
    await assert.rejects(open(1).run('square', [1], { signal: controller.signal }), { name: 'AbortError' });
  });

  test('a thread that throws where nobody catches, or exits, fails the run with its cause', async () => {
    const thrown = await throwsProblem('worker-died', open(1).run('throw', [1], { signal }));
    assert.deepEqual([thrown.arguments.cause, thrown.arguments.detail], ['exception', 'nobody catches this']);
    const ended = await throwsProblem('worker-died', open(1).run('exit', [1], { signal }));
    assert.deepEqual([ended.arguments.cause, ended.arguments.detail], ['exit-code', '3']);
  });

  test('does nothing for no tasks, and refuses one that it does not know', async () => {
    assert.deepEqual(await open(2).run('square', [], { signal }), []);
    await throwsProblem('internal', open(1).run('unknown', [1], { signal }));
  });
});
