import * as fs from 'node:fs/promises';
import * as z from 'zod';
import { modelsmithError } from '../../base/errors.js';
import { takeLock } from './folder-lock.js';
import type { LockOwner } from './folder-lock.js';
import { runBusy } from './run-busy.js';
import { runPaths } from './run-paths.js';
import { readOwnRecord, writeRunRecord } from './run-record-file.js';
import { needsOwner, readRunState } from './run-status.js';
import { readJsonIfThere, writeJson } from './whole-file.js';

/** A queued run that is being started right now has its owner's attention within this. */
const STARTING_LIMIT_MS = 10_000;
const LOOK_MS = 50;

const requestSchema = z.object({ stop: z.literal(true), by: z.string(), at: z.number() });
/** `request.json`: what anyone asks of a run's owner. `by` names who asked: `vscode` or `terminal`, and the host. */
export type RunRequest = z.infer<typeof requestSchema>;

/**
 * Asks a run's owner to take a snapshot and end the run as cancelled; a queued run is cancelled at once. Returns when the
 * request is made, not when the run has ended. Throws `run-not-running` for a run that isn't queued or running.
 */
export async function requestStop(runFolder: string, by: string): Promise<void> {
  const startingUntil = Date.now() + STARTING_LIMIT_MS;
  for (;;) {
    const { record, status } = await readRunState(runFolder);
    if (needsOwner(status)) {
      await writeJson(runPaths(runFolder).request, { stop: true, by, at: Date.now() } satisfies RunRequest);
      return;
    }
    if (status !== 'queued') {
      throw modelsmithError('run-not-running', { run: record.id, status });
    }
    const starter = await cancelQueued(runFolder);
    if (starter === undefined) {
      return;
    }
    if (Date.now() > startingUntil) {
      throw runBusy(runFolder, starter);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** The request that waits for a run's owner; undefined where there is none. */
export async function readRequest(runFolder: string): Promise<RunRequest | undefined> {
  return requestSchema.safeParse(await readJsonIfThere(runPaths(runFolder).request)).data;
}

/** Forgets a request: it was heard, or meant for an attempt that is over. Only the run's owner may. */
export async function clearRequest(runFolder: string): Promise<void> {
  await fs.rm(runPaths(runFolder).request, { force: true });
}

/** Cancels a run that waits; where somebody is about to start it, says who. */
async function cancelQueued(runFolder: string): Promise<LockOwner | undefined> {
  const attempt = await takeLock(runPaths(runFolder).lock);
  if (!attempt.held) {
    return attempt.owner;
  }
  try {
    const record = await readOwnRecord(runFolder);
    // Started and ended since it was looked at: as good as cancelled too late.
    if (record.status === 'queued') {
      await writeRunRecord(runFolder, { ...record, status: 'cancelled', endedAt: Date.now() });
    }
    return undefined;
  } finally {
    await attempt.lock.release();
  }
}
