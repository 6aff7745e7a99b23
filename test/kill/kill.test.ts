// A run that is killed at any moment is shown as interrupted and resumes to the bytes of a run that nobody killed.
// `KILLS=20 node scripts/test-node.mjs kill` for more kills; `KILL_SEED=2` for other moments.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { isRunId } from '../../src/experiments/runs/run-id.js';
import type { KillRange } from './kill-range.js';
import {
  hasExited,
  killProgram,
  mergeOfShards,
  prepareKillRange,
  queueRun,
  removeKillRange,
  startProgram,
  waitForOwnersEnd,
} from './kill-range.js';
import { attackOnChild, killOwner, survives } from './survive.js';

let range: KillRange;
before(async () => {
  range = await prepareKillRange(mergeOfShards);
});
after(async () => {
  await removeKillRange(range);
});

/** The only run that there is while a test goes on. */
function onlyRun(): string | undefined {
  const [name] = readdirSync(range.store.paths.runs).filter(isRunId);
  return name === undefined ? undefined : range.store.folderOf(name);
}

describe('a killed run is interrupted and resumes to the same bytes', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`of a terminal (${signal})`, async () => {
      await survives(
        range,
        async (moment) => {
          const terminal = startProgram([range.cli, 'run', range.file, '--root', range.folder]);
          await moment({ runFolder: onlyRun, isOver: () => hasExited(terminal) });
          await killProgram(terminal, signal);
          const runFolder = onlyRun();
          assert.ok(runFolder !== undefined);
          return runFolder;
        },
        { name: `terminal ${signal}` },
      );
    });
  }

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`of a process of its own (${signal}), which its parent notices`, async () => {
      await survives(range, attackOnChild(range, signal), { name: `child ${signal}`, onceAfterSnapshot: true });
    });
  }

  for (const carrier of ['thread', 'child'] as const) {
    test(`of an extension host whose worker is a ${carrier}`, async () => {
      await survives(
        range,
        async (moment) => {
          const runFolder = await queueRun(range);
          const host = startProgram([range.parent, range.worker, runFolder, carrier]);
          await moment({ runFolder: () => runFolder, isOver: () => hasExited(host) });
          await killProgram(host, 'SIGKILL');
          // A child ends when it finds that its parent is gone.
          await waitForOwnersEnd(runFolder);
          return runFolder;
        },
        { name: `host ${carrier}` },
      );
    });
  }

  test('in the background', async () => {
    await survives(
      range,
      async (moment) => {
        const runFolder = await queueRun(range);
        const run = await startRun({ runFolder, carrier: 'background', workerBundle: range.worker });
        let isOver = false;
        const ended = run.ended.then(() => {
          isOver = true;
        });
        await moment({ runFolder: () => runFolder, isOver: () => isOver });
        await killOwner(runFolder, 'SIGKILL');
        await ended;
        await waitForOwnersEnd(runFolder);
        return runFolder;
      },
      { name: 'background' },
    );
  });
});
