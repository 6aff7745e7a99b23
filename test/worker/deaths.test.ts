// How a worker can die, and what becomes of its run: from within it has failed, from outside it was interrupted.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { resumeRun } from '../../src/experiments/carriers/resume-run.js';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { lockOwner } from '../../src/experiments/runs/folder-lock.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { requestStop } from '../../src/experiments/runs/run-request.js';
import { RunStore } from '../../src/experiments/runs/run-store.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { anExperiment } from '../fakes/an-experiment.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { throwsProblem } from '../fakes/throws-problem.js';
import { waitFor } from '../fakes/wait-for.js';
import { bundleWorker } from './engine/bundle-worker.js';
import type { StepsSpec } from './engine/steps-engine.js';

let workerBundle: string;
before(async () => {
  // For the heaps of threads that are started from now on: one that fills up does so soon.
  setFlagsFromString('--max-old-space-size=64');
  workerBundle = await bundleWorker();
});

async function newRun(spec: StepsSpec): Promise<{ readonly folder: string; readonly runFolder: string }> {
  const folder = await temporaryFolder();
  const runFolder = await new RunStore(folder).create(anExperiment(folder, { spec }), { startedBy: 'terminal' });
  return { folder, runFolder };
}

/** The process that owns a run, once it has a snapshot. */
async function ownerOf(runFolder: string): Promise<number> {
  await waitFor('a snapshot', () => fs.stat(path.join(runFolder, 'snapshot', 'state')).catch(() => undefined));
  const owner = await waitFor('an owner', () => lockOwner(runPaths(runFolder).lock));
  return owner.pid;
}

describe('from within', () => {
  for (const [carrier, then, cause, detail] of [
    ['child', 'abort', 'signal', 'SIGABRT'],
    ['thread', 'memory', 'memory', ''],
  ] as const) {
    test(`a ${carrier} that dies (${then}) leaves a failed run that tells why, and can be resumed`, async () => {
      const { folder, runFolder } = await newRun({ steps: 6, at: 4, then, snapshotEvery: 2 });
      const run = await startRun({ runFolder, carrier, workerBundle });
      const { status, problems } = await run.ended;
      assert.equal(status, 'failed');
      const [first] = problems;
      assert.equal(first?.code, 'worker-died');
      assert.equal(first.arguments.cause, cause);
      assert.ok(first.arguments.detail.includes(detail));
      const state = await readRunState(runFolder);
      assert.equal(state.status, 'failed');
      assert.deepEqual(state.record.problems, problems);
      assert.equal((await readEvents(runFolder)).at(-1)?.type, 'failed');

      await fs.writeFile(path.join(folder, 'calm'), '');
      const resumed = await resumeRun({ runFolder, carrier, workerBundle });
      assert.equal((await resumed.ended).status, 'succeeded');
    });
  }

  test('a run in the background that aborts is a failed run, too', async () => {
    const { runFolder } = await newRun({ steps: 6, at: 4, then: 'abort', snapshotEvery: 2, stepMs: 100 });
    const run = await startRun({ runFolder, carrier: 'background', kindCarrier: 'child', workerBundle });
    const { status, problems } = await run.ended;
    assert.equal(status, 'failed');
    assert.equal(problems[0]?.code, 'worker-died');
  });

  test('a bundle that is missing or no worker is a run that failed before it began', async () => {
    for (const carrier of ['thread', 'child'] as const) {
      const { folder, runFolder } = await newRun({});
      await throwsProblem(
        'worker-died',
        startRun({ runFolder, carrier, workerBundle: path.join(folder, 'missing.js') }),
      );
      assert.equal((await readRunState(runFolder)).status, 'failed');
    }
  });
});

test('a disk that is full fails a run, which goes on when there is room', {
  skip: !existsSync('/dev/full'),
}, async () => {
  const { folder, runFolder } = await newRun({ steps: 6, at: 0, then: 'wait', snapshotEvery: 2 });
  const { dense } = runPaths(runFolder);
  const run = await startRun({ runFolder, carrier: 'thread', workerBundle });
  await waitFor('the beginning', async () => (await readEvents(runFolder)).length > 0);
  await fs.mkdir(dense);
  await fs.symlink('/dev/full', path.join(dense, 'values.f32'));
  await fs.writeFile(path.join(folder, 'calm'), '');
  const { status, problems } = await run.ended;
  assert.equal(status, 'failed');
  assert.equal(problems[0]?.code, 'disk-full');
  assert.equal((await readEvents(runFolder)).at(-1)?.type, 'failed');
  await fs.unlink(path.join(dense, 'values.f32'));
  const resumed = await resumeRun({ runFolder, carrier: 'thread', workerBundle });
  assert.equal((await resumed.ended).status, 'succeeded');
});

describe('from outside', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`a child that gets ${signal} leaves an interrupted run that can be resumed`, async () => {
      const { runFolder } = await newRun({ steps: 40, stepMs: 10, snapshotEvery: 2 });
      const run = await startRun({ runFolder, carrier: 'child', workerBundle });
      process.kill(await ownerOf(runFolder), signal);
      assert.deepEqual(await run.ended, { status: 'interrupted', problems: [] });
      assert.equal((await readRunState(runFolder)).record.status, 'interrupted');
      const resumed = await resumeRun({ runFolder, carrier: 'child', workerBundle });
      assert.equal((await resumed.ended).status, 'succeeded');
    });
  }

  test('a run in the background whose process is killed is shown as interrupted', async () => {
    const { runFolder } = await newRun({ steps: 100_000, stepMs: 10, snapshotEvery: 2 });
    const run = await startRun({ runFolder, carrier: 'background', kindCarrier: 'thread', workerBundle });
    process.kill(await ownerOf(runFolder), 'SIGKILL');
    assert.equal((await run.ended).status, 'interrupted');
  });
});

describe('in the background', () => {
  for (const kindCarrier of ['thread', 'child'] as const) {
    test(`a run (${kindCarrier}) goes to its end`, async () => {
      const { runFolder } = await newRun({ steps: 5 });
      const run = await startRun({ runFolder, carrier: 'background', kindCarrier, workerBundle });
      assert.deepEqual(await run.ended, { status: 'succeeded', problems: [] });
    });

    test(`a run (${kindCarrier}) can be stopped by its handle and by a request`, async () => {
      const { runFolder } = await newRun({ steps: 100_000, stepMs: 10, snapshotEvery: 2 });
      const run = await startRun({ runFolder, carrier: 'background', kindCarrier, workerBundle });
      run.stop();
      assert.equal((await run.ended).status, 'cancelled');
      const resumed = await resumeRun({ runFolder, carrier: 'background', kindCarrier, workerBundle });
      await requestStop(runFolder, 'terminal');
      assert.equal((await resumed.ended).status, 'cancelled');
    });
  }

  test('the reason of a refusal reaches the parent', async () => {
    const { runFolder } = await newRun({ steps: 1 });
    await (await startRun({ runFolder, carrier: 'background', workerBundle })).ended;
    await throwsProblem('run-not-queued', startRun({ runFolder, carrier: 'background', workerBundle }));
  });
});
