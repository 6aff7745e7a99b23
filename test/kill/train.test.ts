// A training that is killed at any moment resumes to the bytes of one that nobody killed, in either stage of a transfer.
// `KILLS=20 node scripts/test-node.mjs kill/train.test.ts` for more kills; `KILL_SEED=2` for other moments.
import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { systemCodeOf } from '../../src/base/system-code.js';
import { startRun } from '../../src/experiments/carriers/start-run.js';
import { readRunState } from '../../src/experiments/runs/run-status.js';
import { lockOwner } from '../../src/experiments/runs/folder-lock.js';
import { runPaths } from '../../src/experiments/runs/run-paths.js';
import { runProgram } from '../rig/run-program.js';
import { KILLS, momentsOf, outcomeOf, prepareKillRange, queueRun } from './kill-range.js';

/** A run may end before it is hit; so many may get away for one that doesn't. */
const MISSES = 5;

/** Long enough for several snapshots on any machine: each step shows a spiking network many images. */
const training = [
  'kind: train',
  'name: killed',
  'network: { type: sew-resnet, blocks: [1], width: 8, time_steps: 4 }',
  'data: { train: { format: glyphs, examples: 400 }, augment: { crop: 1, flip: 0.5 } }',
  'source: { data: { train: { format: glyphs, examples: 400, seed: 3 }, test: 0 }, epochs: 6 }',
  'optimizer: { name: prodigy }',
  'batch_size: 16',
  'epochs: 6',
  'report_every: 2',
  'checkpoints: { keep: 2 }',
  'resources: { backend: wasm }',
];

describe('a killed training is interrupted and resumes to the same bytes', () => {
  test('in a process of its own, which its parent notices', async () => {
    const range = await prepareKillRange(training);
    try {
      const moment = momentsOf('train', range);
      let hits = 0;
      for (let round = 0; hits < KILLS; round++) {
        assert.ok(round < KILLS * MISSES, 'the kills all miss');
        const runFolder = await queueRun(range);
        const run = await startRun({ runFolder, carrier: 'child', workerBundle: range.worker });
        let isOver = false;
        const ended = run.ended.then(() => {
          isOver = true;
        });
        await moment({ runFolder: () => runFolder, isOver: () => isOver });
        const owner = await lockOwner(runPaths(runFolder).lock);
        try {
          if (owner !== undefined) {
            process.kill(owner.pid, 'SIGKILL');
          }
        } catch (thrown) {
          // It has just ended by itself.
          assert.equal(systemCodeOf(thrown), 'ESRCH');
        }
        await ended;
        if ((await readRunState(runFolder)).status === 'interrupted') {
          hits++;
          const args = [range.cli, 'resume', path.basename(runFolder), '--root', range.folder];
          await runProgram(process.execPath, args);
          assert.equal((await readRunState(runFolder)).status, 'succeeded');
          assert.deepEqual(await outcomeOf(runFolder), range.whole);
        }
        await fs.rm(runFolder, { recursive: true });
      }
    } finally {
      await fs.rm(range.folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
