// One run, two carriers: what holds of a thread holds of a process.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { before, describe, test } from 'node:test';
import { problemsOf } from '../../src/base/errors.js';
import { resumeRun } from '../../src/experiments/carriers/resume-run.js';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { requestStop } from '../../src/experiments/runs/run-request.js';
import { RunStore } from '../../src/experiments/runs/run-store.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { encodeState } from '../../src/worker/state-codec.js';
import { anExperiment } from '../fakes/an-experiment.js';
import { temporaryFolder } from '../fakes/temporary-folder.js';
import { throwsProblem } from '../fakes/throws-problem.js';
import { waitFor } from '../fakes/wait-for.js';
import { bundleWorker } from './engine/bundle-worker.js';
import type { StepsSpec } from './engine/steps-engine.js';

let workerBundle: string;
before(async () => {
  workerBundle = await bundleWorker();
});

async function newRun(spec: StepsSpec): Promise<{ readonly folder: string; readonly runFolder: string }> {
  const folder = await temporaryFolder();
  const runFolder = await new RunStore(folder).create(anExperiment(folder, { spec }), { startedBy: 'terminal' });
  return { folder, runFolder };
}

async function wholeStory(runFolder: string): Promise<readonly object[]> {
  const events = await readEvents(runFolder);
  return events.filter(({ type }) => type !== 'resumed').map(({ at: _at, seq: _seq, ...rest }) => rest);
}

async function artifact(runFolder: string): Promise<string> {
  return fs.readFile(path.join(runFolder, 'artifacts', 'values.json'), 'utf8');
}

for (const carrier of ['thread', 'child'] as const) {
  describe(`in a ${carrier}`, () => {
    test('a run goes from queued to succeeded and says what it did', async () => {
      const { runFolder } = await newRun({ steps: 4 });
      const run = await startRun({ runFolder, carrier, workerBundle });
      assert.deepEqual(await run.ended, { status: 'succeeded', problems: [] });
      const { record, status } = await readRunState(runFolder);
      assert.equal(status, 'succeeded');
      assert.deepEqual(record.figures, [{ name: 'steps', value: 4 }]);
      assert.equal(record.attempts, 1);
      assert.ok((record.seconds ?? -1) >= 0);
      const events = await readEvents(runFolder);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, index) => index + 1),
      );
      assert.equal(events[0]?.type, 'started');
      assert.equal(events.at(-1)?.type, 'result');
    });

    test('a run that something keeps from beginning is a failed run, with its cause, and waits no longer', async () => {
      const { folder, runFolder } = await newRun({ steps: 4 });
      // In the way of what is written first.
      await fs.mkdir(path.join(runFolder, '.reserve'));
      const thrown: unknown = await startRun({ runFolder, carrier, workerBundle }).catch((error: unknown) => error);
      const [problem] = problemsOf(thrown);
      assert.ok(problem.code === 'file-refused' && problem.arguments.reason === 'EISDIR');
      const { record, status } = await readRunState(runFolder);
      assert.deepEqual([status, record.problems?.map(({ code }) => code)], ['failed', ['file-refused']]);
      assert.equal((await readEvents(runFolder)).at(-1)?.type, 'failed');
      // The cause mended, it can be resumed.
      await fs.rmdir(path.join(runFolder, '.reserve'));
      assert.equal((await (await resumeRun({ runFolder, carrier, workerBundle })).ended).status, 'succeeded');
      assert.equal((await new RunStore(folder).list())[0]?.status, 'succeeded');
    });

    test('the dense numbers that an event names are those that the engine gave', async () => {
      const { runFolder } = await newRun({ steps: 3 });
      await (await startRun({ runFolder, carrier, workerBundle })).ended;
      const bytes = await fs.readFile(path.join(runFolder, 'dense', 'values.f32'));
      const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      const values = JSON.parse(await artifact(runFolder)) as number[];
      assert.deepEqual(
        [...numbers],
        values.flatMap((value, step) => [Math.fround(value), step]),
      );
    });

    test('a stop of its parent ends it as cancelled, and a resume gives the bytes of an undisturbed run', async () => {
      const spec = { steps: 40, snapshotEvery: 3, stepMs: 5 };
      const undisturbed = await newRun(spec);
      await (await startRun({ runFolder: undisturbed.runFolder, carrier, workerBundle })).ended;
      const { runFolder } = await newRun(spec);
      const run = await startRun({ runFolder, carrier, workerBundle });
      await waitFor('a few steps', async () => (await readEvents(runFolder)).length > 8);
      run.stop();
      assert.equal((await run.ended).status, 'cancelled');
      const resumed = await resumeRun({ runFolder, carrier, workerBundle });
      assert.equal((await resumed.ended).status, 'succeeded');
      assert.equal(await artifact(runFolder), await artifact(undisturbed.runFolder));
      assert.deepEqual(await wholeStory(runFolder), await wholeStory(undisturbed.runFolder));
      assert.deepEqual(
        await fs.readFile(path.join(runFolder, 'dense', 'values.f32')),
        await fs.readFile(path.join(undisturbed.runFolder, 'dense', 'values.f32')),
      );
      assert.equal((await readRunState(runFolder)).record.attempts, 2);
    });

    test('an engine that cannot use its snapshot begins at the start, and so does its story', async () => {
      const spec = { steps: 6, at: 4, then: 'fail', snapshotEvery: 2 } as const;
      const { folder, runFolder } = await newRun(spec);
      await (await startRun({ runFolder, carrier, workerBundle })).ended;
      await fs.writeFile(path.join(folder, 'calm'), '');
      await fs.writeFile(path.join(folder, 'distrust'), '');
      await (await resumeRun({ runFolder, carrier, workerBundle })).ended;
      const undisturbed = await newRun({ steps: 6, snapshotEvery: 2 });
      await (await startRun({ runFolder: undisturbed.runFolder, carrier, workerBundle })).ended;
      assert.deepEqual(await wholeStory(runFolder), await wholeStory(undisturbed.runFolder));
      assert.deepEqual(
        await fs.readFile(path.join(runFolder, 'dense', 'values.f32')),
        await fs.readFile(path.join(undisturbed.runFolder, 'dense', 'values.f32')),
      );
    });

    test('inputs that changed between two attempts are refused, and nothing of the run is touched', async () => {
      const folder = await temporaryFolder();
      const input = path.join(folder, 'weights.bin');
      await fs.writeFile(input, 'old weights');
      const spec = { steps: 6, at: 4, then: 'fail', snapshotEvery: 2, inputs: [input] } as const;
      const runFolder = await new RunStore(folder).create(anExperiment(folder, { spec }), { startedBy: 'terminal' });
      await (await startRun({ runFolder, carrier, workerBundle })).ended;
      await fs.writeFile(path.join(folder, 'calm'), '');
      await fs.writeFile(input, 'new weights');
      const before = await fs.readFile(runPaths(runFolder).record, 'utf8');
      const log = await fs.readFile(runPaths(runFolder).events, 'utf8');
      const problem = await throwsProblem('input-changed', resumeRun({ runFolder, carrier, workerBundle }));
      assert.deepEqual(problem.arguments, { file: input, when: 'before-resume' });
      assert.equal(await fs.readFile(runPaths(runFolder).record, 'utf8'), before);
      assert.equal(await fs.readFile(runPaths(runFolder).events, 'utf8'), log);
      // The same content again, with another time, is accepted.
      await fs.writeFile(input, 'old weights');
      const resumed = await resumeRun({ runFolder, carrier, workerBundle });
      assert.equal((await resumed.ended).status, 'succeeded');
    });

    test('an input that is missing is told before the engine begins', async () => {
      const { folder, runFolder } = await newRun({ inputs: ['/nowhere/weights'] });
      const run = await startRun({ runFolder, carrier, workerBundle });
      const { status, problems } = await run.ended;
      assert.equal(status, 'failed');
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['file-missing'],
      );
      assert.ok(
        (await readEvents(runFolder)).every(({ type }) => type !== 'metric'),
        folder,
      );
    });

    test('a stop request in its folder ends it as cancelled', async () => {
      const { runFolder } = await newRun({ steps: 100_000, stepMs: 5 });
      const run = await startRun({ runFolder, carrier, workerBundle });
      await requestStop(runFolder, 'terminal');
      assert.equal((await run.ended).status, 'cancelled');
      assert.equal((await readRunState(runFolder)).status, 'cancelled');
    });

    for (const then of ['hang', 'loop'] as const) {
      test(`a stop ends an engine that doesn't listen (${then}) within the time that its parent grants`, async () => {
        const { runFolder } = await newRun({ steps: 9, at: 4, then, snapshotEvery: 2 });
        const run = await startRun({ runFolder, carrier, workerBundle });
        await waitFor('the last step before', async () =>
          (await readEvents(runFolder)).some((event) => event.type === 'metric' && event.step === 3),
        );
        run.stop();
        assert.equal((await run.ended).status, 'cancelled');
        assert.equal((await readRunState(runFolder)).status, 'cancelled');
      });
    }

    for (const [then, code, cause] of [
      ['throw', 'internal', undefined],
      ['fail', 'file-missing', undefined],
      ['throw-uncaught', 'internal', undefined],
      ['reject-unhandled', 'internal', undefined],
      ['no-port', 'port-not-available', undefined],
      ['exit', 'worker-died', 'exit-code'],
      ['end', 'worker-died', 'exit-code'],
    ] as const) {
      test(`an engine that goes wrong (${then}) is a failed run with its cause, and can be resumed`, async () => {
        const { folder, runFolder } = await newRun({ steps: 6, at: 4, then, snapshotEvery: 2 });
        const run = await startRun({ runFolder, carrier, workerBundle });
        const { status, problems } = await run.ended;
        assert.equal(status, 'failed');
        const [first] = problems;
        assert.equal(first?.code, code);
        assert.equal(first.code === 'worker-died' ? first.arguments.cause : undefined, cause);
        const state = await readRunState(runFolder);
        assert.equal(state.status, 'failed');
        assert.equal(state.record.problems?.[0]?.code, code);
        const last = (await readEvents(runFolder)).at(-1);
        assert.equal(last?.type, 'failed');

        await fs.writeFile(path.join(folder, 'calm'), '');
        const resumed = await resumeRun({ runFolder, carrier, workerBundle });
        assert.equal((await resumed.ended).status, 'succeeded');
        assert.ok((await readEvents(runFolder)).every(({ type }) => type !== 'failed'));
      });
    }

    test('a run that has an owner is refused to a second worker', async () => {
      const { runFolder } = await newRun({ steps: 100_000, stepMs: 5 });
      const run = await startRun({ runFolder, carrier, workerBundle });
      await throwsProblem('run-busy', startRun({ runFolder, carrier, workerBundle }));
      run.stop();
      assert.equal((await run.ended).status, 'cancelled');
    });

    test('a run that has ended is refused to a start, one that succeeded to a resume', async () => {
      const { runFolder } = await newRun({ steps: 1 });
      await (await startRun({ runFolder, carrier, workerBundle })).ended;
      await throwsProblem('run-not-queued', startRun({ runFolder, carrier, workerBundle }));
      await throwsProblem('run-not-resumable', resumeRun({ runFolder, carrier, workerBundle }));
      assert.equal((await readRunState(runFolder)).status, 'succeeded');
    });

    test('abandoned, it is interrupted and can be resumed', async () => {
      const { runFolder } = await newRun({ steps: 60, stepMs: 5, snapshotEvery: 2 });
      const run = await startRun({ runFolder, carrier, workerBundle });
      await waitFor('a few steps', async () => (await readEvents(runFolder)).length > 8);
      await run.abandon();
      assert.equal((await run.ended).status, 'interrupted');
      assert.equal((await readRunState(runFolder)).status, 'interrupted');
      // As if it had been writing an artifact just then.
      await fs.writeFile(path.join(runPaths(runFolder).artifacts, '.0123456789abcdef.partial'), '[0.5');
      const resumed = await resumeRun({ runFolder, carrier, workerBundle });
      assert.equal((await resumed.ended).status, 'succeeded');
      assert.deepEqual(await fs.readdir(runPaths(runFolder).artifacts), ['values.json']);
    });

    for (const [reason, spoil] of [
      ['damaged', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9)],
      ['other-version', () => Buffer.from(encodeState({ format: 99 }))],
    ] as const) {
      test(`with a snapshot that cannot be used (${reason}) a resume begins anew, and says so`, async () => {
        const { folder, runFolder } = await newRun({ steps: 6, at: 4, then: 'fail', snapshotEvery: 2 });
        await (await startRun({ runFolder, carrier, workerBundle })).ended;
        const { snapshot } = runPaths(runFolder);
        await fs.writeFile(snapshot, spoil(await fs.readFile(snapshot)));
        await fs.writeFile(path.join(folder, 'calm'), '');
        assert.equal((await (await resumeRun({ runFolder, carrier, workerBundle })).ended).status, 'succeeded');
        const events = await readEvents(runFolder);
        assert.deepEqual(
          events.slice(0, 2).map(({ type }) => type),
          ['resumed', 'started'],
        );
        const warnings = events.filter(({ type }) => type === 'log');
        assert.deepEqual(
          warnings.map(({ seq: _seq, at: _at, ...rest }) => rest),
          [
            {
              type: 'log',
              level: 'warning',
              problem: {
                code: 'snapshot-unusable',
                arguments: { reason },
                where: { file: snapshot },
                severity: 'warning',
              },
            },
          ],
        );
        assert.equal(events.filter(({ type }) => type === 'metric').length, 6);
      });
    }

    test('without a snapshot a resume begins at the start', async () => {
      const { folder, runFolder } = await newRun({ steps: 6, at: 4, then: 'fail' });
      await (await startRun({ runFolder, carrier, workerBundle })).ended;
      await fs.writeFile(path.join(folder, 'calm'), '');
      await (await resumeRun({ runFolder, carrier, workerBundle })).ended;
      const [resumed, started, ...rest] = await readEvents(runFolder);
      assert.deepEqual([resumed?.type, started?.type], ['resumed', 'started']);
      assert.equal(rest.filter(({ type }) => type === 'metric').length, 6);
    });
  });
}

test('of several processes and threads that start one run, one gets it', async () => {
  const { runFolder } = await newRun({ steps: 100_000, stepMs: 5 });
  const carriers = ['child', 'thread', 'child', 'thread'] as const;
  const starts = await Promise.allSettled(
    carriers.map(async (carrier) => startRun({ runFolder, carrier, workerBundle })),
  );
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const refused = starts.flatMap((start) => (start.status === 'rejected' ? problemsOf(start.reason) : []));
  for (const run of started) {
    run.stop();
    await run.ended;
  }
  assert.equal(started.length, 1);
  assert.deepEqual([...new Set(refused.map(({ code }) => code))], ['run-busy']);
  assert.equal((await readRunState(runFolder)).record.attempts, 1);
});
