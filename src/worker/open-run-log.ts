import * as fs from 'node:fs/promises';
import { problem, problemsOf } from '../base/errors.js';
import type { Problem } from '../base/errors.js';
import { openEventLog } from '../experiments/runs/event-log.js';
import type { EventLog } from '../experiments/runs/event-log.js';
import type { EmittedEvent } from '../protocol/events.js';
import type { HeldLock } from '../experiments/runs/folder-lock.js';
import type { RunPaths } from '../experiments/runs/run-paths.js';
import { DenseWriter } from './dense-writer.js';
import { RunSnapshots } from './run-snapshots.js';
import { readSnapshot } from './snapshot-file.js';
import { sweepRemains } from './sweep-remains.js';
import type { Snapshot } from './snapshot-file.js';

export interface RunLogOptions {
  readonly lock: HeldLock;
  /** True of every attempt but the first. */
  readonly isResumed: boolean;
  /** What every run says first. */
  readonly opening: readonly EmittedEvent[];
  readonly onWritten: (seq: number) => void;
  readonly onError: (thrown: unknown) => void;
}

/** What an attempt writes to, brought to where its snapshot left off. */
export interface RunLog {
  readonly events: EventLog;
  readonly dense: DenseWriter;
  readonly snapshots: RunSnapshots;
  /** The attempt begins at the start; else it goes on from a snapshot. */
  readonly isFresh: boolean;
}

/**
 * Opens a run's log and dense files. A later attempt goes on from the newest snapshot that the log and the dense files
 * contain wholly; where there is none, everything that earlier attempts made is dropped, and a warning says why.
 */
export async function openRunLog(paths: RunPaths, options: RunLogOptions): Promise<RunLog> {
  const { lock, isResumed } = options;
  const dense = new DenseWriter(paths.dense);
  const events = await openEventLog(paths.events, {
    onWritten: options.onWritten,
    onError: options.onError,
    async before() {
      // Another owner appends to the same file by now.
      lock.lost.throwIfAborted();
      await dense.flush();
    },
  });
  const { snapshot, unusable = [] } = isResumed ? await usableSnapshot(paths, events, dense) : {};
  if (isResumed && snapshot === undefined) {
    await fs.rm(paths.artifacts, { recursive: true, force: true });
  }
  if (isResumed) {
    await sweepRemains(paths);
  }
  await fs.mkdir(paths.artifacts, { recursive: true });
  await dense.restore(snapshot?.dense ?? {});
  if (isResumed) {
    events.append({ type: 'resumed', from: snapshot?.seq ?? 0 });
  }
  const tellOpening = (): void => {
    for (const event of options.opening) {
      events.append(event);
    }
  };
  if (snapshot === undefined) {
    tellOpening();
  }
  for (const one of unusable) {
    events.append({ type: 'log', level: 'warning', problem: { ...one, severity: 'warning' } });
  }
  const snapshots = new RunSnapshots({ file: paths.snapshot, events, dense, state: snapshot?.state, tellOpening });
  return { events, dense, snapshots, isFresh: snapshot === undefined };
}

/** The snapshot to go on from, or why the one that there is can't be gone on from; neither where there is none. */
async function usableSnapshot(
  paths: RunPaths,
  events: EventLog,
  dense: DenseWriter,
): Promise<{ readonly snapshot?: Snapshot; readonly unusable?: readonly Problem[] }> {
  const read = await readSnapshot(paths.snapshot).catch((thrown: unknown) => problemsOf(thrown));
  if (read === undefined) {
    return {};
  }
  if ('seq' in read) {
    return read.seq <= events.lastSeq && (await dense.holds(read.dense))
      ? { snapshot: read }
      : { unusable: [problem('snapshot-unusable', { reason: 'log-behind' }, { file: paths.snapshot })] };
  }
  return { unusable: read };
}
