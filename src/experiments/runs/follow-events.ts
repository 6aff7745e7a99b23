import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import * as fs from 'node:fs/promises';
import type { RunEvent } from '../../protocol/events.js';
import { parseEventLine } from './event-lines.js';
import { addEvent, resumedFrom } from './kept-events.js';
import { readLines } from './read-events.js';
import { runPaths } from './run-paths.js';
import { hasEnded, readRunState } from './run-status.js';

/** Watchers are silent on network mounts, so the file is looked at anyway. */
const POLL_MS = 500;
/** At most 10 batches a second reach a view. */
const BATCH_MS = 100;

/** Consecutive events of a run. */
export interface EventBatch {
  /** Forget what came before: the first batch, and what a resume changed, begin with the run's first event. */
  readonly restart: boolean;
  readonly events: readonly RunEvent[];
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Called with each batch, in order; the next one waits for the promise it may return. */
  readonly onEvents: (batch: EventBatch) => void | Promise<void>;
  /** `ended`: return when the run has ended and its last event was delivered; else only the signal ends it. */
  readonly until?: 'ended' | 'aborted';
  /** Something that may know of new events sooner than the disk (a worker's message); returns what ends it. */
  readonly subscribe?: (wake: () => void) => () => void;
}

/**
 * Replays a run's events and then follows it: one code path, whether the run ended long ago, is written right now, or is
 * resumed later. The first batch comes at once, also where it is empty. Returns when the signal is aborted, the run's
 * folder is removed, or (`until: 'ended'`) the run has ended.
 */
export async function followEvents(runFolder: string, options: FollowOptions): Promise<void> {
  const { signal } = options;
  const reader = new LogReader(runPaths(runFolder).events);
  const alarm = new Alarm();
  const watcher = watchQuietly(runFolder, () => {
    alarm.ring();
  });
  const unsubscribe = options.subscribe?.(() => {
    alarm.ring();
  });
  const onAbort = (): void => {
    alarm.ring();
  };
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      // Asked before reading: what an ended run has written is in the file by then.
      const ended = options.until === 'ended' && (await isOver(runFolder));
      const batch = await reader.read();
      if (isAborted(signal)) {
        return;
      }
      if (batch !== undefined) {
        await options.onEvents(batch);
      }
      if (ended || !(await exists(runFolder))) {
        return;
      }
      await pause(BATCH_MS, signal);
      await alarm.wait(POLL_MS - BATCH_MS);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    unsubscribe?.();
    watcher?.close();
  }
}

/** Reads a log piece by piece. */
class LogReader {
  private position = 0;
  private fresh = true;

  constructor(private readonly file: string) {}

  /** What is new; undefined where nothing is. */
  async read(): Promise<EventBatch | undefined> {
    const size = (await fs.stat(this.file).catch(() => undefined))?.size ?? 0;
    if (size < this.position) {
      // Another file has the name now; a torn line that is cut off lies behind the position.
      this.position = 0;
      this.fresh = true;
    }
    const isTold = this.position > 0;
    const events = await this.readOn();
    if (isTold && events.some((event) => resumedFrom(event) !== undefined)) {
      // The events to drop were delivered already: tell the story from the start.
      this.position = 0;
      return { restart: true, events: await this.readOn() };
    }
    const restart = this.fresh;
    this.fresh = false;
    return restart || events.length > 0 ? { restart, events } : undefined;
  }

  private async readOn(): Promise<readonly RunEvent[]> {
    const events: RunEvent[] = [];
    this.position = await readLines(this.file, this.position, (line) => {
      const event = parseEventLine(line);
      if (event !== undefined) {
        addEvent(events, event);
      }
    });
    return events;
  }
}

/** Something to wait for that may ring before it is waited for. */
class Alarm {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
    this.wake = undefined;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return;
  }
  await new Promise<void>((resolve) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** A function of its own, because the compiler takes a signal that was once not aborted to stay so. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function isOver(runFolder: string): Promise<boolean> {
  try {
    return hasEnded((await readRunState(runFolder)).status);
  } catch {
    // Deleted, or not readable any more: there is nothing to wait for.
    return true;
  }
}

async function exists(folder: string): Promise<boolean> {
  return (await fs.stat(folder).catch(() => undefined)) !== undefined;
}

/** A system without watches left, or without any, is served by looking now and then. */
function watchQuietly(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return undefined;
  }
}
