// A run that is killed at any moment is shown as interrupted and resumes to the bytes of a run that nobody killed.
// `KILLS=20 node scripts/test-node.mjs kill` for more kills; `KILL_SEED=2` for other moments.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { lockOwner } from '../../src/experiments/runs/folder-lock.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { runProgram } from '../rig/run-program.js';
import type { KillRange } from './kill-range.js';
import {
  KILLS,
  killProgram,
  momentsOf,
  outcomeOf,
  prepareKillRange,
  queueRun,
  startProgram,
  waitForOwnersEnd,
} from './kill-range.js';

/** Kills may come before the run begins or after it has ended; so many may miss for one that hits. */
const MISSES = 20;

let range: KillRange;
before(async () => {
  range = await prepareKillRange();
});
after(async () => {
  await fs.rm(range.folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Lets `attack` start and kill runs until enough were hit while they ran, and looks at what becomes of each. */
async function survives(
  name: string,
  attack: (moment: () => Promise<void>) => Promise<string | undefined>,
): Promise<void> {
  const moment = momentsOf(name, range);
  let hits = 0;
  for (let round = 0; hits < KILLS; round++) {
    assert.ok(round < KILLS * MISSES, 'the kills all miss');
    const runFolder = await attack(moment);
    if (runFolder !== undefined && (await readRunState(runFolder)).status === 'interrupted') {
      hits++;
      // Every second run is killed while it resumes, too.
      await resumeToTheEnd(runFolder, (hits + round) % 2 === 0 ? moment : undefined);
      assert.deepEqual(await outcomeOf(runFolder), range.whole);
    }
  }
}

async function resumeToTheEnd(runFolder: string, moment?: () => Promise<void>): Promise<void> {
  const args = [range.cli, 'resume', runIdOf(runFolder), '--root', range.folder];
  if (moment !== undefined) {
    const resuming = startProgram(args);
    await moment();
    await killProgram(resuming, 'SIGKILL');
  }
  if ((await readRunState(runFolder)).status === 'interrupted') {
    await runProgram(process.execPath, args);
  }
  assert.equal((await readRunState(runFolder)).status, 'succeeded');
}

function runIdOf(runFolder: string): string {
  return runFolder.slice(range.store.paths.runs.length + 1);
}

describe('a killed run is interrupted and resumes to the same bytes', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`of a terminal (${signal})`, async () => {
      await survives(`terminal ${signal}`, async (moment) => {
        const before = new Set((await range.store.list()).map(({ folder }) => folder));
        const terminal = startProgram([range.cli, 'run', range.file, '--root', range.folder]);
        await moment();
        await killProgram(terminal, signal);
        return (await range.store.list()).find(({ folder }) => !before.has(folder))?.folder;
      });
    });
  }

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`of a process of its own (${signal}), which its parent notices`, async () => {
      await survives(`child ${signal}`, async (moment) => {
        const runFolder = await queueRun(range);
        const run = await startRun({ runFolder, carrier: 'child', workerBundle: range.worker });
        await moment();
        const owner = await lockOwner(runPaths(runFolder).lock);
        if (owner !== undefined) {
          process.kill(owner.pid, signal);
        }
        const { status } = await run.ended;
        assert.ok(status === 'interrupted' || status === 'succeeded', status);
        return runFolder;
      });
    });
  }

  for (const carrier of ['thread', 'child'] as const) {
    test(`of an extension host whose worker is a ${carrier}`, async () => {
      await survives(`host ${carrier}`, async (moment) => {
        const runFolder = await queueRun(range);
        const host = startProgram([range.parent, range.worker, runFolder, carrier]);
        await moment();
        await killProgram(host, 'SIGKILL');
        // A child ends when it finds that its parent is gone.
        await waitForOwnersEnd(runFolder);
        return runFolder;
      });
    });
  }

  test('in the background', async () => {
    await survives('background', async (moment) => {
      const runFolder = await queueRun(range);
      await startRun({ runFolder, carrier: 'background', workerBundle: range.worker });
      await moment();
      const owner = await lockOwner(runPaths(runFolder).lock);
      if (owner !== undefined) {
        process.kill(owner.pid, 'SIGKILL');
      }
      await waitForOwnersEnd(runFolder);
      return runFolder;
    });
  });
});
