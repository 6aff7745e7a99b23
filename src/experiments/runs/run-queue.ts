/**
 * The queue of a root: its runs with status *queued*, oldest first. Whoever holds the queue's lock starts the next; all
 * others find it held and leave it at that. Nothing is kept but the runs themselves, so a queue outlives every process.
 */
import { takeLock } from './folder-lock.js';
import { prepareRoot } from './run-root.js';
import { RunStore } from './run-store.js';
import { needsOwner } from './run-status.js';
import type { RunSummary } from './run-summary.js';

/** A new run, a cancelled one or a second queue is noticed within this. */
const LOOK_MS = 1000;

export interface QueueOptions {
  readonly signal: AbortSignal;
  /** Starts a run; settles when it has ended. What it throws (another process has started the run) is passed over. */
  readonly execute: (run: RunSummary) => Promise<void>;
  /** Runs at once in this root, whoever carries them; one by default. */
  readonly parallel?: number;
  /** `empty`: return when nothing is queued any more and what was started here has ended; else only the signal ends it. */
  readonly until?: 'empty' | 'aborted';
}

/** The runs that wait, oldest first. */
export async function queuedRuns(store: RunStore): Promise<readonly RunSummary[]> {
  return queued(await store.list());
}

/** Of a listing, newest first, the runs that wait, oldest first. */
function queued(runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(({ status, readOnly }) => status === 'queued' && !readOnly).reverse();
}

/**
 * Works off a root's queue, in the order of creation. Waits while another process holds the queue's lock. An aborted
 * signal starts no more runs; it returns when those that were started have ended.
 */
export async function workOffQueue(root: string, options: QueueOptions): Promise<void> {
  const { queueLock } = await prepareRoot(root);
  const { signal } = options;
  const store = new RunStore(root);
  while (!signal.aborted) {
    const attempt = await takeLock(queueLock);
    if (attempt.held) {
      const { lock } = attempt;
      try {
        await workWhileHeld(store, AbortSignal.any([signal, lock.lost]), options);
      } finally {
        await lock.release();
      }
      if (!lock.lost.aborted) {
        return;
      }
    } else if (options.until === 'empty' && (await queuedRuns(store)).length === 0) {
      return;
    }
    await pause(signal);
  }
}

async function workWhileHeld(store: RunStore, signal: AbortSignal, options: QueueOptions): Promise<void> {
  const parallel = options.parallel ?? 1;
  /** Started here; a run that couldn't be started isn't tried twice, or the queue would never get past it. */
  const tried = new Set<string>();
  /** By run id. */
  const running = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    const runs = await store.list();
    const waiting = queued(runs).filter(({ id }) => !tried.has(id));
    if (waiting.length === 0 && running.size === 0 && options.until === 'empty') {
      return;
    }
    // A run that a terminal or the background carries takes a place, too: it takes memory like any other.
    const others = runs.filter(({ id, status }) => needsOwner(status) && !running.has(id));
    for (const run of waiting.slice(0, Math.max(0, parallel - running.size - others.length))) {
      tried.add(run.id);
      const execution = options
        .execute(run)
        .catch(() => undefined)
        .finally(() => {
          running.delete(run.id);
        });
      running.set(run.id, execution);
    }
    await Promise.race([pause(signal), ...running.values()]);
  }
  await Promise.all(running.values());
}

async function pause(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, LOOK_MS);
    signal.addEventListener('abort', done);
    if (signal.aborted) {
      done();
    }
  });
}
