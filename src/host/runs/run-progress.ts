import * as vscode from 'vscode';
import type { RunEvent } from '../../protocol/events.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { followEvents } from '../../experiments/runs/follow-events.js';
import { Lifetime } from '../lifetime.js';
import { logError } from '../log.js';
import type { Log } from '../log.js';
import type { WorkspaceRuns } from './workspace-runs.js';

/** More runs than this at once are a cluster's work; the others show their status without a percentage. */
const MOST_FOLLOWED = 16;
/** As often as a person reads a number that changes. */
const TELL_MS = 500;

/** How far a running run is. */
export interface RunProgress {
  /** The code of the part of the run that goes on. */
  readonly phase?: string;
  /** 0..1, once the engine has said how much there is to do. */
  readonly fraction?: number;
}

/** Follows the logs of running runs for what they say of their progress. */
export class RunProgressTracker extends Lifetime {
  readonly #told = this.own(new vscode.EventEmitter<string>());
  /** The folder of a run whose progress is another. */
  readonly onDidChange = this.#told.event;
  readonly #followed = new Map<string, AbortController>();
  readonly #progress = new Map<string, RunProgress>();
  readonly #toTell = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    runs: WorkspaceRuns,
    private readonly log: Log,
  ) {
    super();
    this.own(
      runs.onDidChange((change) => {
        this.#follow(change.runs);
      }),
    );
  }

  of(runFolder: string): RunProgress | undefined {
    return this.#progress.get(runFolder);
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    for (const follower of this.#followed.values()) {
      follower.abort();
    }
    super.dispose();
  }

  #follow(runs: readonly RunSummary[]): void {
    const running = new Set(runs.filter(({ status }) => status === 'running').map(({ folder }) => folder));
    for (const [folder, follower] of this.#followed) {
      if (!running.has(folder)) {
        follower.abort();
        this.#followed.delete(folder);
        this.#progress.delete(folder);
      }
    }
    for (const folder of running) {
      if (!this.#followed.has(folder) && this.#followed.size < MOST_FOLLOWED) {
        const follower = new AbortController();
        this.#followed.set(folder, follower);
        followEvents(folder, {
          signal: follower.signal,
          onEvents: ({ restart, events }) => {
            this.#read(folder, restart, events);
          },
        }).catch((thrown: unknown) => {
          logError(this.log, `following ${folder}`, thrown);
        });
      }
    }
  }

  #read(folder: string, restart: boolean, events: readonly RunEvent[]): void {
    let progress = restart ? {} : (this.#progress.get(folder) ?? {});
    for (const event of events) {
      progress = progressAfter(progress, event);
    }
    this.#progress.set(folder, progress);
    this.#toTell.add(folder);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const folders = [...this.#toTell];
      this.#toTell.clear();
      for (const one of folders) {
        this.#told.fire(one);
      }
    }, TELL_MS);
  }
}

/** What is known of a run's progress after one more of its events; a new phase counts from nothing. */
export function progressAfter(progress: RunProgress, event: RunEvent): RunProgress {
  if (event.type === 'phase' && typeof event.phase === 'string') {
    return { phase: event.phase };
  }
  if (event.type === 'resumed') {
    return {};
  }
  if (
    event.type === 'progress' &&
    typeof event.done === 'number' &&
    typeof event.total === 'number' &&
    event.total > 0
  ) {
    return { ...progress, fraction: Math.min(1, Math.max(0, event.done / event.total)) };
  }
  return progress;
}
