// A run that is killed at any moment is shown as interrupted and resumes to the bytes of a run that nobody killed.
// `KILLS=20 node scripts/test-node.mjs kill` for more kills; `KILL_SEED=2` for other moments.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { systemCodeOf } from '../../src/base/system-code.js';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { lockOwner } from '../../src/experiments/runs/folder-lock.js';
import { isRunId } from '../../src/experiments/runs/run-id.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { runProgram } from '../rig/run-program.js';
import type { KillRange, Moment } from './kill-range.js';
import {
  hasExited,
  KILLS,
  killProgram,
  momentsOf,
  outcomeOf,
  prepareKillRange,
  queueRun,
  startProgram,
  waitForOwnersEnd,
} from './kill-range.js';

/** A run may end before it is hit; so many may get away for one that doesn't. */
const MISSES = 5;

let range: KillRange;
before(async () => {
  range = await prepareKillRange();
});
after(async () => {
  await fs.rm(range.folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Lets `attack` start and kill runs until enough were hit while they ran, and looks at what becomes of each. */
async function survives(name: string, attack: (moment: Moment) => Promise<string>): Promise<void> {
  const moment = momentsOf(name, range);
  let hits = 0;
  for (let round = 0; hits < KILLS; round++) {
    assert.ok(round < KILLS * MISSES, 'the kills all miss');
    const runFolder = await attack(moment);
    const { status } = await readRunState(runFolder);
    assert.ok(status === 'interrupted' || status === 'succeeded' || status === 'queued', status);
    if (status === 'interrupted') {
      hits++;
      // Every second run is killed while it resumes, too.
      await resumeToTheEnd(runFolder, hits % 2 === 0 ? moment : undefined);
      assert.deepEqual(await outcomeOf(runFolder), range.whole);
    }
    await fs.rm(runFolder, { recursive: true });
  }
}

async function resumeToTheEnd(runFolder: string, moment?: Moment): Promise<void> {
  const args = [range.cli, 'resume', path.basename(runFolder), '--root', range.folder];
  if (moment !== undefined) {
    const resuming = startProgram(args);
    await moment({ runFolder: () => runFolder, isOver: () => hasExited(resuming) });
    await killProgram(resuming, 'SIGKILL');
  }
  if ((await readRunState(runFolder)).status === 'interrupted') {
    await runProgram(process.execPath, args);
  }
  assert.equal((await readRunState(runFolder)).status, 'succeeded');
}

/** The only run that there is while a test goes on. */
function onlyRun(): string | undefined {
  const [name] = readdirSync(range.store.paths.runs).filter(isRunId);
  return name === undefined ? undefined : range.store.folderOf(name);
}

/** Kills whoever owns a run at the moment. */
async function killOwner(runFolder: string, signal: NodeJS.Signals): Promise<void> {
  const owner = await lockOwner(runPaths(runFolder).lock);
  try {
    if (owner !== undefined) {
      process.kill(owner.pid, signal);
    }
  } catch (thrown) {
    // It has just ended by itself.
    assert.equal(systemCodeOf(thrown), 'ESRCH');
  }
}

describe('a killed run is interrupted and resumes to the same bytes', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`of a terminal (${signal})`, async () => {
      await survives(`terminal ${signal}`, async (moment) => {
        const terminal = startProgram([range.cli, 'run', range.file, '--root', range.folder]);
        await moment({ runFolder: onlyRun, isOver: () => hasExited(terminal) });
        await killProgram(terminal, signal);
        const runFolder = onlyRun();
        assert.ok(runFolder !== undefined);
        return runFolder;
      });
    });
  }

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    test(`of a process of its own (${signal}), which its parent notices`, async () => {
      await survives(`child ${signal}`, async (moment) => {
        const runFolder = await queueRun(range);
        const run = await startRun({ runFolder, carrier: 'child', workerBundle: range.worker });
        let isOver = false;
        const ended = run.ended.then((end) => {
          isOver = true;
          return end;
        });
        await moment({ runFolder: () => runFolder, isOver: () => isOver });
        await killOwner(runFolder, signal);
        const { status } = await ended;
        assert.equal((await readRunState(runFolder)).record.status, status);
        return runFolder;
      });
    });
  }

  for (const carrier of ['thread', 'child'] as const) {
    test(`of an extension host whose worker is a ${carrier}`, async () => {
      await survives(`host ${carrier}`, async (moment) => {
        const runFolder = await queueRun(range);
        const host = startProgram([range.parent, range.worker, runFolder, carrier]);
        await moment({ runFolder: () => runFolder, isOver: () => hasExited(host) });
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
    });
  });
});
