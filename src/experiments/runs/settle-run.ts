import type { Problem } from '../../base/errors.js';
import type { RunRecord, RunStatus } from '../../protocol/run-record.js';
import { openEventLog } from './event-log.js';
import { lastLockOwner, takeLock } from './folder-lock.js';
import { runPaths } from './run-paths.js';
import { readOwnRecord, writeRunRecord } from './run-record-file.js';
import { needsOwner } from './run-status.js';

/** What is written down for an owner that died before it could. */
export type Settlement =
  | { readonly status: 'failed'; readonly problems: readonly [Problem, ...Problem[]] }
  | { readonly status: 'interrupted' | 'cancelled' };

export interface SettleOptions {
  /** The token under which the dead owner held the lock. */
  readonly deadToken: string;
  /** True also of a run that was still queued: its worker couldn't even begin. */
  readonly evenQueued?: boolean;
}

/**
 * Writes down how a run ended whose owner died: the record, and the last event of a failure. Nothing is done where the
 * owner had its last word, or somebody else owns the run by now. Returns the run's status.
 */
export async function settleRun(runFolder: string, settlement: Settlement, options: SettleOptions): Promise<RunStatus> {
  const paths = runPaths(runFolder);
  const lastSign = (await lastLockOwner(paths.lock))?.heartbeat;
  const attempt = await takeLock(paths.lock, { deadToken: options.deadToken });
  const record = await readOwnRecord(runFolder);
  if (!attempt.held) {
    return record.status;
  }
  try {
    const unsettled = needsOwner(record.status) || (record.status === 'queued' && options.evenQueued === true);
    if (!unsettled) {
      return record.status;
    }
    if (settlement.status === 'failed') {
      const log = await openEventLog(paths.events);
      log.append({ type: 'failed', problems: [...settlement.problems] });
      await log.close();
    }
    const endedAt = settlement.status === 'interrupted' ? (lastSign ?? Date.now()) : Date.now();
    await writeRunRecord(runFolder, {
      ...endRecord(record, endedAt),
      status: settlement.status,
      ...(settlement.status === 'failed' ? { problems: [...settlement.problems] } : {}),
    });
    return settlement.status;
  } finally {
    await attempt.lock.release();
  }
}

/** A record with its attempt's time added up. */
export function endRecord(record: RunRecord, endedAt: number): RunRecord {
  const seconds = record.startedAt === undefined ? 0 : Math.max(0, endedAt - record.startedAt) / 1000;
  return { ...record, endedAt, seconds: (record.seconds ?? 0) + seconds };
}
