import type { RunRecord, RunStatus } from '../../protocol/run-record.js';
import { lockOwner } from './folder-lock.js';
import { runPaths } from './run-paths.js';
import { readRunRecord } from './run-record-file.js';

/** How a run stands. `status` is what the record says, but *interrupted* where the owner of a running run is dead. */
export interface RunState {
  readonly record: RunRecord;
  readonly status: RunStatus;
  readonly readOnly: boolean;
}

/** True of statuses that an owner has to keep up. */
export function needsOwner(status: RunStatus): boolean {
  return status === 'running' || status === 'stopping';
}

/** True once nothing more will happen by itself. */
export function hasEnded(status: RunStatus): boolean {
  return !needsOwner(status) && status !== 'queued';
}

/** Reads how a run stands; nothing is written. Throws like `readRunRecord`. */
export async function readRunState(runFolder: string): Promise<RunState> {
  const first = await readRunRecord(runFolder);
  if (!needsOwner(first.record.status) || (await isOwned(runFolder))) {
    return { ...first, status: first.record.status };
  }
  // An owner writes its last word before it lets go: what was read before may be out of date.
  const second = await readRunRecord(runFolder);
  const { status } = second.record;
  return { ...second, status: needsOwner(status) && !(await isOwned(runFolder)) ? 'interrupted' : status };
}

async function isOwned(runFolder: string): Promise<boolean> {
  return (await lockOwner(runPaths(runFolder).lock)) !== undefined;
}
