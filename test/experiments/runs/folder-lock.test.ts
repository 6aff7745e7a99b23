import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { lockOwner, takeLock } from '../../../src/experiments/runs/folder-lock.js';
import type { HeldLock, LockOwner } from '../../../src/experiments/runs/folder-lock.js';
import { processStartOf } from '../../../src/experiments/runs/process-start.js';
import { temporaryFolder } from '../../fakes/temporary-folder.js';
import { waitFor } from '../../fakes/wait-for.js';

async function lockFolder(): Promise<string> {
  return path.join(await temporaryFolder(), 'lock');
}

async function taken(folder: string, options: Parameters<typeof takeLock>[1] = {}): Promise<HeldLock> {
  const attempt = await takeLock(folder, options);
  assert.ok(attempt.held);
  return attempt.lock;
}

async function putOwner(folder: string, change: Partial<LockOwner>): Promise<void> {
  await fs.mkdir(folder);
  const owner: LockOwner = {
    host: os.hostname(),
    pid: process.pid,
    processStart: (await processStartOf(process.pid)) ?? '',
    token: 'somebody',
    takenAt: 0,
    heartbeat: Date.now(),
    released: false,
    ...change,
  };
  await fs.writeFile(path.join(folder, '1.json'), JSON.stringify(owner));
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('one holds a lock at a time, and who it is can be read', async () => {
  const folder = await lockFolder();
  const lock = await taken(folder, { token: 'mine' });
  const second = await takeLock(folder);
  assert.ok(!second.held);
  assert.equal(second.owner.token, 'mine');
  assert.equal((await lockOwner(folder))?.pid, process.pid);
  await lock.release();
  assert.equal(await lockOwner(folder), undefined);
  await (await taken(folder)).release();
});

test('an owner of this machine lives as long as its process, however old its heartbeat', async () => {
  const living = await lockFolder();
  await putOwner(living, { heartbeat: 0 });
  assert.ok(!(await takeLock(living)).held);

  const dead = await lockFolder();
  await putOwner(dead, { pid: await deadProcess() });
  await (await taken(dead)).release();

  const reused = await lockFolder();
  await putOwner(reused, { processStart: 'a process of before' });
  await (await taken(reused)).release();
});

test('an owner of another machine lives as long as its heartbeat is young', async () => {
  const young = await lockFolder();
  await putOwner(young, { host: 'elsewhere', heartbeat: Date.now() - 50_000 });
  assert.ok(!(await takeLock(young)).held);
  const old = await lockFolder();
  await putOwner(old, { host: 'elsewhere', heartbeat: Date.now() - 61_000 });
  await (await taken(old)).release();
});

test('a file that is being written counts as held, remains of one do not', async () => {
  const folder = await lockFolder();
  await fs.mkdir(folder);
  const file = path.join(folder, '1.json');
  await fs.writeFile(file, '');
  assert.ok(!(await takeLock(folder)).held);
  await fs.utimes(file, 1000, 1000);
  await (await taken(folder)).release();
});

test('an owner that was taken for dead learns that it has lost the lock, and touches nothing any more', async () => {
  const folder = await lockFolder();
  const first = await taken(folder, { token: 'first' });
  const second = await taken(folder, { token: 'second', deadToken: 'first' });
  await first.release();
  assert.ok(first.lost.aborted);
  assert.equal((await lockOwner(folder))?.token, 'second');
  assert.ok(!second.lost.aborted);
  await second.release();
});

test('a lock does not bring back the folder of a run that was deleted', async () => {
  const gone = path.join(await temporaryFolder(), 'run', 'lock');
  await assert.rejects(takeLock(gone));
});

test('of many that race for the lock of a dead owner, one wins each round', async () => {
  const folder = await lockFolder();
  await putOwner(folder, { pid: await deadProcess() });
  for (let round = 0; round < 20; round++) {
    const attempts = await Promise.all(Array.from({ length: 12 }, async () => takeLock(folder)));
    const winners = attempts.flatMap((attempt) => (attempt.held ? [attempt.lock] : []));
    assert.equal(winners.length, 1);
    for (const winner of winners) {
      await winner.release();
      assert.ok(!winner.lost.aborted);
    }
  }
  assert.equal((await fs.readdir(folder)).length, 1);
});

test('the heartbeat is renewed while the lock is held', async () => {
  const folder = await lockFolder();
  const lock = await taken(folder);
  const before = (await lockOwner(folder))?.heartbeat ?? 0;
  await waitFor('a heartbeat', async () => ((await lockOwner(folder))?.heartbeat ?? 0) > before);
  await lock.release();
});

test('a process has one start, another process another', async () => {
  const own = await processStartOf(process.pid);
  assert.ok(own !== undefined && own !== '');
  assert.equal(await processStartOf(process.pid), own);
  assert.equal(await processStartOf(await deadProcess()), undefined);
});
