// On WebAssembly, so that every machine runs the same; test/worker/stability-run.test.ts has the real pool.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ModelsmithError } from '../../../src/base/errors.js';
import type { StabilityCell } from '../../../src/engines/stability/events.js';
import { runStability } from '../../../src/engines/stability/run.js';
import { stability } from '../../../src/engines/stability/spec.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';
import type { FakeRun } from '../../fakes/fake-run.js';
import { MemoryFiles } from '../../fakes/memory-files.js';
import { ShuffledTasks } from '../../fakes/shuffled-tasks.js';
import { useTestedBackend } from '../../rig/backends.js';
import {
  BackwardTasks,
  comparison,
  CountingTasks,
  fakeRun,
  small,
  taskName,
  timeless,
  trainingsOnWasm,
} from './comparisons.js';

// A run finds its backend ready.
before(() => useTestedBackend('wasm'));

const cellsOf = ({ events }: FakeRun): readonly StabilityCell[] =>
  events.filter((event): event is EmittedEvent & StabilityCell => event.type === 'stability/cell');

describe('a comparison of optimizers', { concurrency: false }, () => {
  test('says what its kind declares, and ends with figures and a report', async () => {
    const run = await fakeRun(new CountingTasks());
    const context = run.attempt();
    const { figures } = await runStability(comparison(), context);
    for (const event of run.events.filter(({ type }) => type.startsWith('stability/'))) {
      assert.doesNotThrow(() => stability.records.parse(event));
    }
    assert.deepEqual(
      figures.map(({ name }) => name),
      ['most-stable', 'adamg', 'adam', 'trainings', 'diverged'],
    );
    for (const { curve, curveEvery, value } of cellsOf(run)) {
      // After 5, 10 and the last step.
      assert.deepEqual([curve.length, curveEvery], [3, 5]);
      assert.ok(value !== undefined && value >= 0 && value <= 1);
    }
    const report = new TextDecoder().decode(await context.files.readSmall('/x/artifacts/report.md', 1e6));
    for (const part of ['## Optimizers', '## Tasks, and Adam tuned on each', 'backend wasm 4.22.0', 'kind: merge']) {
      assert.ok(report.includes(part), part);
    }
    const progress = run.events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    assert.deepEqual(progress.at(-1), { type: 'progress', done: 72, total: 72, unit: 'steps' });
  });

  test('is the same whatever the order in which trainings are done, some of them twice', async () => {
    const ordered = await fakeRun(new CountingTasks());
    await runStability(comparison(), ordered.attempt());
    const shuffled = await fakeRun(ShuffledTasks.of(taskName, trainingsOnWasm(), new MemoryFiles()));
    await runStability(comparison(), shuffled.attempt());
    assert.deepEqual(timeless(shuffled.events), timeless(ordered.events));
  });

  test('that was stopped goes on cell by cell to the same events, and trains nothing twice', async () => {
    const whole = await fakeRun(new CountingTasks());
    await runStability(comparison(), whole.attempt());
    for (const stopAfter of [1, 3, 5]) {
      const stop = new AbortController();
      const tasks = new CountingTasks((done) => {
        if (done === stopAfter) {
          stop.abort();
        }
      });
      const run = await fakeRun(tasks);
      await assert.rejects(runStability(comparison(), run.attempt(stop.signal)), { name: 'AbortError' });
      assert.equal(tasks.done.length, stopAfter);
      await runStability(comparison(), run.attempt());
      assert.equal(tasks.done.length, 6);
      assert.deepEqual(timeless(run.events), timeless(whole.events));
    }
  });

  test('that was stopped while later trainings were done already tells them as if they had come in turn', async () => {
    const [one, run] = [await fakeRun(new CountingTasks()), await fakeRun(new BackwardTasks(4))];
    await runStability(comparison(), one.attempt());
    await assert.rejects(runStability(comparison(), run.attempt()), { name: 'AbortError' });
    assert.deepEqual(cellsOf(run), []);
    await runStability(comparison(), run.attempt());
    assert.deepEqual(timeless(run.events), timeless(one.events));
  });

  test('gives up a training between two of its steps', async () => {
    const stop = new AbortController();
    const run = await fakeRun(new CountingTasks());
    const long = { ...small, steps: 5000, evaluate_every: 5 };
    run.onEvent = ({ type }) => {
      if (type === 'progress') {
        stop.abort();
      }
    };
    await assert.rejects(runStability(comparison({ tasks: [long] }), run.attempt(stop.signal)), { name: 'AbortError' });
    assert.deepEqual(cellsOf(run), []);
  });

  test('takes a training that diverges for a result', async () => {
    const run = await fakeRun(new CountingTasks());
    const wild = [{ name: 'sgd', lr: 1e38 }];
    const { figures } = await runStability(comparison({ optimizers: wild, seeds: [1] }), run.attempt());
    const [cell] = cellsOf(run).filter(({ optimizer }) => optimizer.startsWith('sgd'));
    assert.ok(cell?.divergedAt !== undefined && cell.divergedAt >= 1 && cell.divergedAt <= 12);
    assert.equal(cell.value, undefined);
    assert.deepEqual(figures.at(-1), { name: 'diverged', value: 1 });
    assert.deepEqual(figures[1], { name: 'sgd (lr 1e+38)', value: 0 });
  });

  test('warns once a task of gradients that are too small for AdamG', async () => {
    const slow = { ...small, steps: 200, data: { ...small.data, normalise: false } };
    const run = await fakeRun(new CountingTasks());
    const faint = [{ name: 'adamg', p: 1e-4 }];
    await runStability(comparison({ tasks: [slow], optimizers: faint, learning_rates: [0.01] }), run.attempt());
    const warnings = run.events.flatMap((event) => (event.type === 'log' ? [event.problem] : []));
    assert.deepEqual(
      warnings.map(({ code, where }) => [code, where.key]),
      [['train-slow', 'tasks.0']],
    );
  });

  test('that can not begin says what every task lacks', async () => {
    const data = { train: { format: 'npz', file: './none.npz', inputs: 'x', labels: 'y' } };
    const tasks = ['a', 'b'].map((name) => ({ ...small, name, data }));
    const run = await fakeRun(new CountingTasks());
    await assert.rejects(runStability(comparison({ tasks }), run.attempt()), (thrown) => {
      assert.ok(thrown instanceof ModelsmithError);
      assert.deepEqual(
        thrown.problems.map(({ code }) => code),
        ['file-missing', 'file-missing'],
      );
      return true;
    });
  });
});
