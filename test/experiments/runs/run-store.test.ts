import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { test } from 'node:test';
import type { Experiment } from '../../../src/experiments/experiment.js';
import { takeLock } from '../../../src/experiments/runs/folder-lock.js';
import { readNotes, writeNotes } from '../../../src/experiments/runs/run-notes.js';
import { rootPaths, runPaths } from '../../../src/experiments/runs/run-paths.js';
import { readOwnRecord, writeRunRecord } from '../../../src/experiments/runs/run-record-file.js';
import { readRunState } from '../../../src/experiments/runs/run-status.js';
import { RunStore } from '../../../src/experiments/runs/run-store.js';
import type { RunRecord } from '../../../src/protocol/run-record.js';
import { anExperiment } from '../../fakes/an-experiment.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { throwsProblem } from '../../fakes/throws-problem.js';
import { writeRunOnDisk } from '../../fakes/run-on-disk.js';

async function aStore(): Promise<RunStore> {
  return new RunStore(await temporaryFolder());
}

async function add(store: RunStore, changes: Partial<Experiment> = {}, at?: number): Promise<string> {
  const now = at === undefined ? {} : { now: () => at };
  return store.create(anExperiment(store.root, changes), { startedBy: 'terminal', ...now });
}

async function change(folder: string, changes: Partial<RunRecord>): Promise<void> {
  await writeRunRecord(folder, { ...(await readOwnRecord(folder)), ...changes });
}

test('a new run has its folder, its experiment as it was, and waits', async () => {
  const store = await aStore();
  const experiment = anExperiment(store.root, { name: 'Größer & besser', output: './out/{run}/m', seed: 11 });
  const folder = await store.create(experiment, { startedBy: 'vscode', group: 'g1' });
  const id = path.basename(folder);
  const run = await store.read(id);
  assert.match(id, /^\d{8}-\d{6}-gro-er-besser-[0-9a-f]{8}$/);
  assert.equal(run.status, 'queued');
  assert.equal(run.record.output, path.join(store.root, 'out', id, 'm'));
  assert.equal(run.record.seed, 11);
  assert.equal(run.record.group, 'g1');
  assert.equal(await fs.readFile(runPaths(folder).experiment, 'utf8'), experiment.source);
  assert.ok((await fs.stat(runPaths(folder).artifacts)).isDirectory());
});

test('a listing is newest first and knows status and notes', async () => {
  const store = await aStore();
  const [first, second] = [await add(store, { name: 'one' }, 1_000_000), await add(store, { name: 'two' }, 2_000_000)];
  await change(first, { status: 'succeeded', figures: [{ name: 'tensors', value: 3 }] });
  await writeNotes(first, { star: true, title: 'The good one' });
  const runs = await store.list();
  assert.deepEqual(
    runs.map(({ folder, status }) => [folder, status]),
    [
      [second, 'queued'],
      [first, 'succeeded'],
    ],
  );
  assert.deepEqual(runs[1]?.notes, { star: true, title: 'The good one' });
});

test('a running run without a living owner is listed as interrupted, and stays running in its record', async () => {
  const store = await aStore();
  const folder = await add(store);
  await change(folder, { status: 'running' });
  assert.equal((await store.list())[0]?.status, 'interrupted');
  const attempt = await takeLock(runPaths(folder).lock);
  assert.ok(attempt.held);
  assert.equal((await store.list())[0]?.status, 'running');
  await attempt.lock.release();
  assert.equal((await readRunState(folder)).status, 'interrupted');
  assert.equal((await readOwnRecord(folder)).status, 'running');
});

test('an empty root has no runs, and listing creates nothing in it', async () => {
  const store = await aStore();
  assert.deepEqual(await store.list(), []);
  assert.deepEqual(await fs.readdir(store.root), []);
});

test('1,000 runs are listed by their records alone: no log is opened', async () => {
  const store = await aStore();
  const experiment = path.join(store.root, 'x.experiment.yaml');
  for (let number = 0; number < 1000; number++) {
    const folder = writeRunOnDisk(store.root, { number, experiment });
    // Opening such a log fails, or waits for ever for a writer.
    await fs.mkdir(runPaths(folder).events);
  }
  assert.equal((await store.list()).length, 1000);
  assert.equal((await new RunStore(store.root).list()).length, 1000);
});

test('a second listing reads only what has changed since; without the index all is read again', async () => {
  const store = await aStore();
  const folders = [await add(store, { name: 'a' }, 1_000_000), await add(store, { name: 'b' }, 2_000_000)];
  const [a, b] = folders;
  assert.ok(a !== undefined && b !== undefined);
  for (const folder of folders) {
    await fs.utimes(runPaths(folder).record, 1_700_000_000, 1_700_000_000);
  }
  const before = await store.list();
  const again = await store.list();
  assert.equal(again[0]?.record, before[0]?.record);

  await change(b, { status: 'cancelled' });
  const after = await store.list();
  assert.equal(after[0]?.status, 'cancelled');
  assert.equal(after[1]?.record, before[1]?.record);

  // The index is believed as long as the file is the same, and by nobody once it is gone.
  const index = rootPaths(store.root).index;
  const text = await fs.readFile(index, 'utf8');
  await fs.writeFile(index, text.replaceAll('"name": "a"', '"name": "from the index"'));
  assert.equal((await new RunStore(store.root).list())[1]?.record.name, 'from the index');
  await fs.rm(index);
  assert.equal((await new RunStore(store.root).list())[1]?.record.name, 'a');
  await fs.writeFile(index, '{"format":1,"runs":{"x":');
  assert.equal((await new RunStore(store.root).list())[1]?.record.name, 'a');
});

test('what is no run, or no longer readable, is left out; what has a problem says so when it is asked for', async () => {
  const store = await aStore();
  const folder = await add(store);
  const id = path.basename(folder);
  await fs.mkdir(path.join(store.paths.runs, 'something else'));
  await fs.mkdir(path.join(store.paths.runs, `.${id}.partial`));
  assert.equal((await store.list()).length, 1);
  await fs.writeFile(runPaths(folder).record, '{"format": 1, "id"');
  assert.deepEqual(await store.list(), []);
  await throwsProblem('run-missing', store.read('20250101-000000-x-00000000'));
  await throwsProblem('run-missing', store.read('../..'));
  await fs.writeFile(runPaths(folder).record, '{"format": 1, "id": 5}');
  await throwsProblem('run-unreadable', store.read(id));
});

test('a run of a newer format is shown, and never changed', async () => {
  const store = await aStore();
  const folder = await add(store);
  const record = JSON.parse(await fs.readFile(runPaths(folder).record, 'utf8')) as object;
  await fs.writeFile(
    runPaths(folder).record,
    JSON.stringify({ ...record, format: 99, later: { x: 1 }, backend: 'gpu', figures: { loss: 1 } }),
  );
  const [run] = await store.list();
  assert.equal(run?.readOnly, true);
  assert.equal(run.record.name, 'An experiment');
  await throwsProblem('run-newer', readOwnRecord(folder));
  await fs.writeFile(runPaths(folder).record, JSON.stringify({ ...record, format: 99, status: 'paused' }));
  await throwsProblem('run-newer', store.read(path.basename(folder)));
});

test('a run is found by its id, the beginning or the end of it, and as the latest', async () => {
  const store = await aStore();
  const a = path.basename(await add(store, { name: 'alpha' }, Date.UTC(2025, 0, 1)));
  const b = path.basename(await add(store, { name: 'beta' }, Date.UTC(2025, 0, 2)));
  assert.equal((await store.find(a)).id, a);
  assert.equal((await store.find(a.slice(-8))).id, a);
  assert.equal((await store.find('20250102')).id, b);
  assert.equal((await store.find('latest')).id, b);
  const ambiguous = await throwsProblem('run-ambiguous', store.find('2025'));
  assert.deepEqual(ambiguous.arguments.candidates, [b, a]);
  await throwsProblem('run-missing', store.find('nothing'));
  await throwsProblem('run-missing', store.find(''));
});

test('a deleted run is gone with all that it held; one that has an owner stays', async () => {
  const store = await aStore();
  const folder = await add(store);
  const id = path.basename(folder);
  const attempt = await takeLock(runPaths(folder).lock);
  assert.ok(attempt.held);
  await throwsProblem('run-busy', store.delete(id));
  assert.ok((await fs.stat(folder)).isDirectory());
  await attempt.lock.release();
  await store.delete(id);
  await assert.rejects(fs.stat(folder));
  await assert.rejects(fs.stat(store.paths.trash));
  assert.deepEqual(await store.list(), []);
});

test('what a deleted run has begun to write goes with it; what it has not written stays', async () => {
  const store = await aStore();
  const folder = await add(store, { output: './merged' });
  const merged = path.join(store.root, 'merged');
  const begun = `${merged}.partial-${path.basename(folder)}`;
  const others = [merged, `${merged}.partial-another`, `${merged}.replaced-${path.basename(folder)}`];
  for (const one of [begun, ...others]) {
    await fs.mkdir(one);
    await fs.writeFile(path.join(one, 'model.safetensors'), 'x');
  }
  await store.delete(path.basename(folder));
  await assert.rejects(fs.stat(begun));
  for (const one of others) {
    assert.ok((await fs.stat(one)).isDirectory(), one);
  }
});

test('notes are the own words of a user, within limits', async () => {
  const store = await aStore();
  const folder = await add(store);
  assert.deepEqual(await readNotes(folder), {});
  await writeNotes(folder, { note: 'λ = 0.8 was too much', tags: ['try again'] });
  assert.deepEqual(await readNotes(folder), { note: 'λ = 0.8 was too much', tags: ['try again'] });
  await throwsProblem('notes-invalid', writeNotes(folder, { title: 'x'.repeat(201) }));
  await fs.writeFile(runPaths(folder).notes, 'nonsense');
  assert.deepEqual(await readNotes(folder), {});
});
