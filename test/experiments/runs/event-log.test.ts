import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { openEventLog } from '../../../src/experiments/runs/event-log.js';
import { readEvents } from '../../../src/experiments/runs/read-events.js';
import type { EmittedEvent } from '../../../src/protocol/events.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';

const metric = (step: number, value = step): EmittedEvent => ({ type: 'metric', name: 'loss', step, value });

async function steps(runFolder: string): Promise<readonly unknown[]> {
  const events = await readEvents(runFolder);
  return events.flatMap((event) => (event.type === 'metric' ? [event.step] : []));
}

test('events are numbered from 1, stamped, and read back as they were', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'events.jsonl');
  const log = await openEventLog(file, { now: () => 42 });
  log.append({ type: 'started', kind: 'merge', name: 'größer — 更大 "x"\n', seed: 1, backend: 'none' });
  log.append(metric(0, 1.5e-300));
  await log.close();
  assert.deepEqual(await readEvents(folder), [
    { seq: 1, at: 42, type: 'started', kind: 'merge', name: 'größer — 更大 "x"\n', seed: 1, backend: 'none' },
    { seq: 2, at: 42, type: 'metric', name: 'loss', step: 0, value: 1.5e-300 },
  ]);
});

test('a run that has not begun has no events', async () => {
  assert.deepEqual(await readEvents(await temporaryFolder()), []);
});

test('what is flushed is in the file, in the order of its appending', async () => {
  const folder = await temporaryFolder();
  const written: number[] = [];
  const log = await openEventLog(path.join(folder, 'events.jsonl'), { onWritten: (seq) => written.push(seq) });
  for (let step = 0; step < 5000; step++) {
    log.append(metric(step));
    if (step % 1000 === 999) {
      await log.flush();
      assert.equal((await steps(folder)).length, step + 1);
    }
  }
  await log.close();
  assert.deepEqual(
    await steps(folder),
    Array.from({ length: 5000 }, (_, step) => step),
  );
  assert.equal(written.at(-1), 5000);
});

test('a log that is longer than any buffer opens at its end', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'events.jsonl');
  const log = await openEventLog(file);
  log.append({ type: 'big/record', text: 'x'.repeat(300_000) });
  await log.close();
  await fs.appendFile(file, '{"seq":2,"at":1,"type":"phase","phase":"to');
  const again = await openEventLog(file);
  assert.equal(again.lastSeq, 1);
  again.append(metric(7));
  await again.close();
  assert.deepEqual(
    (await readEvents(folder)).map(({ seq, type }) => [seq, type]),
    [
      [1, 'big/record'],
      [2, 'metric'],
    ],
  );
});

test('events wait for what they refer to; where that fails, nothing is written and the failure is told', async () => {
  const folder = await temporaryFolder();
  const fault = new Error('no room');
  let told: unknown;
  const log = await openEventLog(path.join(folder, 'events.jsonl'), {
    before: () => Promise.reject(fault),
    onError: (thrown) => {
      told = thrown;
    },
  });
  log.append(metric(0));
  await assert.rejects(log.flush(), fault);
  await assert.rejects(log.close(), fault);
  assert.equal(told, fault);
  assert.deepEqual(await readEvents(folder), []);
});

/** What a run's life may hold, as far as its log is concerned. */
const life = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('emit' as const), text: fc.string({ unit: 'binary' }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('snapshot' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), torn: fc.nat(400) }) },
  ),
  { maxLength: 60 },
);

test('whatever crashes tear off, readers see the events of the snapshot and those after the resume, without gaps', async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'events.jsonl');
  await fc.assert(
    fc.asyncProperty(life, async (actions) => {
      await fs.rm(file, { force: true });
      let log = await openEventLog(file);
      /** What a reader has to see: the story up to the snapshot, and what was emitted since. */
      let kept: string[] = [];
      let sinceSnapshot: string[] = [];
      let snapshotSeq = 0;
      let syncedBytes = 0;
      for (const action of actions) {
        if (action.do === 'emit') {
          log.append({ type: 'x/text', text: action.text });
          sinceSnapshot.push(action.text);
        } else if (action.do === 'snapshot') {
          snapshotSeq = log.lastSeq;
          await log.sync();
          syncedBytes = (await fs.stat(file)).size;
          kept = [...kept, ...sinceSnapshot];
          sinceSnapshot = [];
        } else {
          await log.close();
          // The disk may have lost any part of what came after the snapshot.
          const { size } = await fs.stat(file);
          await fs.truncate(file, Math.max(syncedBytes, size - action.torn));
          log = await openEventLog(file);
          assert.ok(log.lastSeq >= snapshotSeq);
          log.append({ type: 'resumed', from: snapshotSeq });
          sinceSnapshot = [];
        }
      }
      await log.close();
      const events = await readEvents(folder);
      assert.deepEqual(
        events.flatMap((event) =>
          event.type === 'x/text' && typeof event['text'] === 'string' ? [event['text']] : [],
        ),
        [...kept, ...sinceSnapshot],
      );
      for (const [index, { seq }] of events.entries()) {
        assert.ok(index === 0 || seq > (events[index - 1]?.seq ?? 0));
      }
    }),
    { seed: 5, numRuns: 150 },
  );
});
