import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { systemCodeOf } from '../../src/base/system-code.js';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { lockOwner } from '../../src/experiments/runs/folder-lock.js';
import { resumedFrom } from '../../src/experiments/runs/kept-events.js';
import { readEvents } from '../../src/experiments/runs/read-events.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { runProgram } from '../rig/run-program.js';
import type { KillRange, Moment } from './kill-range.js';
import {
  afterSnapshot,
  hasExited,
  killProgram,
  momentsOf,
  outcomeOf,
  queueRun,
  startProgram,
  waitForOwnersEnd,
} from './kill-range.js';

/** How many kills that hit a running run each test wants. */
const KILLS = Number(process.env['KILLS'] ?? 1);

/** A run may end before it is hit; so many may get away for one that doesn't. */
const MISSES = 5;

/** Starts a run, kills it at a moment, and returns its folder once nobody owns it. */
type Attack = (moment: Moment) => Promise<string>;

/**
 * Lets `attack` start and kill runs until enough were hit while they ran, and looks at what becomes of each. With
 * `onceAfterSnapshot` one more is killed first, as soon as it has a snapshot: it has to go on from there.
 */
export async function survives(
  range: KillRange,
  attack: Attack,
  { name, onceAfterSnapshot = false }: { readonly name: string; readonly onceAfterSnapshot?: boolean },
): Promise<void> {
  const random = momentsOf(name, range);
  const moments = [...(onceAfterSnapshot ? [afterSnapshot] : []), ...Array.from({ length: KILLS }, () => random)];
  for (const [index, moment] of moments.entries()) {
    let isHit = false;
    for (let round = 0; !isHit; round++) {
      assert.ok(round < MISSES, 'the kills all miss');
      const runFolder = await attack(moment);
      const { status } = await readRunState(runFolder);
      assert.ok(status === 'interrupted' || status === 'succeeded' || status === 'queued', status);
      const kept = existsSync(runPaths(runFolder).snapshot);
      isHit = status === 'interrupted' && (kept || moment !== afterSnapshot);
      if (status === 'interrupted') {
        // Every second run is killed while it resumes, too.
        await resumeToTheEnd(range, runFolder, index % 2 === 0 ? undefined : random);
        assert.deepEqual(await outcomeOf(runFolder), range.whole);
        const [from] = (await readEvents(runFolder)).flatMap((event) => resumedFrom(event) ?? []).slice(-1);
        assert.ok(from !== undefined, 'the log tells of the resume');
        assert.ok(!kept || from > 0, 'a run with a snapshot goes on from it');
      }
      await fs.rm(runFolder, { recursive: true });
    }
  }
}

/** Kills runs in a process of their own, whose parent (this process) notices. */
export function attackOnChild(range: KillRange, signal: NodeJS.Signals): Attack {
  return async (moment) => {
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
  };
}

/** Kills whoever owns a run at the moment. */
export async function killOwner(runFolder: string, signal: NodeJS.Signals): Promise<void> {
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

async function resumeToTheEnd({ cli, folder }: KillRange, runFolder: string, moment?: Moment): Promise<void> {
  const args = [cli, 'resume', path.basename(runFolder), '--root', folder];
  if (moment !== undefined) {
    const resuming = startProgram(args);
    await moment({ runFolder: () => runFolder, isOver: () => hasExited(resuming) });
    await killProgram(resuming, 'SIGKILL');
    // A child of it ends when it finds that its parent is gone.
    await waitForOwnersEnd(runFolder);
  }
  if ((await readRunState(runFolder)).status === 'interrupted') {
    await runProgram(process.execPath, args);
  }
  const failure = (await readEvents(runFolder)).find(({ type }) => type === 'failed');
  assert.equal((await readRunState(runFolder)).status, 'succeeded', JSON.stringify(failure));
}
