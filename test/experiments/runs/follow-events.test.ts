import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { test } from 'node:test';
import { openEventLog } from '../../../src/experiments/runs/event-log.js';
import type { EventLog } from '../../../src/experiments/runs/event-log.js';
import { followEvents } from '../../../src/experiments/runs/follow-events.js';
import type { EventBatch } from '../../../src/experiments/runs/follow-events.js';
import { takeLock } from '../../../src/experiments/runs/folder-lock.js';
import { readEvents } from '../../../src/experiments/runs/read-events.js';
import { runPaths } from '../../../src/experiments/runs/run-paths.js';
import { writeRunRecord } from '../../../src/experiments/runs/run-record-file.js';
import { RunStore } from '../../../src/experiments/runs/run-store.js';
import type { RunEvent } from '../../../src/protocol/events.js';
import { anExperiment } from '../../fakes/an-experiment.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { waitFor } from '../../fakes/wait-for.js';

/** What a view knows: the events since the last restart. */
class Reader {
  known: RunEvent[] = [];
  batches: EventBatch[] = [];
  private readonly controller = new AbortController();
  readonly ended: Promise<void>;

  constructor(runFolder: string, until: 'ended' | 'aborted' = 'aborted') {
    this.ended = followEvents(runFolder, {
      signal: this.controller.signal,
      until,
      onEvents: (batch) => {
        this.batches.push(batch);
        this.known = batch.restart ? [...batch.events] : [...this.known, ...batch.events];
      },
    });
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await this.ended;
  }
}

async function aRun(): Promise<{ readonly runFolder: string; readonly log: EventLog }> {
  const root = await temporaryFolder();
  const runFolder = await new RunStore(root).create(anExperiment(root), { startedBy: 'terminal' });
  return { runFolder, log: await openEventLog(runPaths(runFolder).events) };
}

function say(log: EventLog, ...phases: readonly string[]): void {
  for (const phase of phases) {
    log.append({ type: 'phase', phase });
  }
}

test('a run is replayed and then followed, and nothing is told twice', async () => {
  const { runFolder, log } = await aRun();
  say(log, 'x/a', 'x/b');
  await log.flush();
  const reader = new Reader(runFolder);
  await waitFor('the replay', () => reader.known.length === 2);
  say(log, 'x/c');
  await waitFor('what came after', () => reader.known.length === 3);
  await log.close();
  await reader.stop();
  assert.deepEqual(reader.known, await readEvents(runFolder));
  assert.deepEqual(
    reader.batches.map(({ restart }) => restart),
    reader.batches.map((_, index) => index === 0),
  );
});

test('a run that has not begun is told as empty, and then as it goes', async () => {
  const root = await temporaryFolder();
  const runFolder = await new RunStore(root).create(anExperiment(root), { startedBy: 'terminal' });
  const reader = new Reader(runFolder);
  await waitFor('the first batch', () => reader.batches.length === 1);
  assert.deepEqual(reader.batches, [{ restart: true, events: [] }]);
  const log = await openEventLog(runPaths(runFolder).events);
  say(log, 'x/a');
  await log.close();
  await waitFor('the event', () => reader.known.length === 1);
  await reader.stop();
});

test('a resume takes back what its snapshot did not contain', async () => {
  const { runFolder, log } = await aRun();
  say(log, 'x/a', 'x/b', 'x/c');
  await log.flush();
  const reader = new Reader(runFolder);
  await waitFor('the replay', () => reader.known.length === 3);
  await log.close();
  await fs.appendFile(runPaths(runFolder).events, '{"seq":4,"at"');
  const resumed = await openEventLog(runPaths(runFolder).events);
  resumed.append({ type: 'resumed', from: 1 });
  say(resumed, 'x/d');
  await resumed.close();
  await waitFor('the resume', () => reader.known.some(({ type }) => type === 'resumed') && reader.known.length === 3);
  await reader.stop();
  assert.deepEqual(
    reader.known.map((event) => ('phase' in event ? event.phase : event.type)),
    ['x/a', 'resumed', 'x/d'],
  );
  assert.deepEqual(reader.known, await readEvents(runFolder));
});

test('a line that is half written is told when it is whole', async () => {
  const { runFolder, log } = await aRun();
  await log.close();
  const file = runPaths(runFolder).events;
  const reader = new Reader(runFolder);
  const line = Buffer.from('{"seq":1,"at":1,"type":"phase","phase":"x/größe"}\n');
  const middle = line.indexOf(0xc3) + 1;
  await fs.appendFile(file, line.subarray(0, middle));
  await waitFor('the first batch', () => reader.batches.length > 0);
  assert.deepEqual(reader.known, []);
  await fs.appendFile(file, line.subarray(middle));
  await waitFor('the event', () => reader.known.length > 0);
  await reader.stop();
  assert.deepEqual(reader.batches.at(-1)?.events, [{ seq: 1, at: 1, type: 'phase', phase: 'x/größe' }]);
});

test('until ended: the last event is told before the end, also when the owner dies', async () => {
  const { runFolder, log } = await aRun();
  const paths = runPaths(runFolder);
  const attempt = await takeLock(paths.lock);
  assert.ok(attempt.held);
  const record = JSON.parse(await fs.readFile(paths.record, 'utf8')) as Parameters<typeof writeRunRecord>[1];
  await writeRunRecord(runFolder, { ...record, status: 'running' });
  const reader = new Reader(runFolder, 'ended');
  say(log, 'x/a', 'x/b');
  await log.close();
  await attempt.lock.release();
  await reader.ended;
  assert.equal(reader.known.length, 2);
});

test('a reader of a run that is deleted comes to an end', async () => {
  const { runFolder, log } = await aRun();
  await log.close();
  const reader = new Reader(runFolder);
  await waitFor('the first batch', () => reader.batches.length > 0);
  await fs.rm(path.dirname(runFolder), { recursive: true });
  await reader.ended;
});
