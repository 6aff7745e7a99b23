import * as os from 'node:os';
import * as vscode from 'vscode';
import { problemsOf } from '../../base/errors.js';
import { resumeRun } from '../../experiments/carriers/resume-run.js';
import type { Handlers } from '../../experiments/carriers/peer.js';
import type { RunHandle, StartRunOptions } from '../../experiments/carriers/run-handle.js';
import { startRun } from '../../experiments/carriers/start-run.js';
import { workOffQueue } from '../../experiments/runs/run-queue.js';
import { requestStop } from '../../experiments/runs/run-request.js';
import { needsOwner } from '../../experiments/runs/run-status.js';
import { rootOfRun } from '../../experiments/runs/run-paths.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { ParentMethods } from '../../protocol/worker-messages.js';
import { languageModule } from '../language-module.js';
import { Lifetime } from '../lifetime.js';
import { logError } from '../log.js';
import type { Log } from '../log.js';
import type { WorkspaceRuns } from './workspace-runs.js';

/** Runs that wait while nothing goes on are left alone so long: longer than any start of a process takes. */
const LEFT_ALONE_MS = 10_000;

export interface LauncherOptions {
  readonly runs: WorkspaceRuns;
  readonly workerBundle: string;
  readonly log: Log;
  /** What workers may ask of this window. */
  readonly serve: Handlers<ParentMethods>;
  /** A run (its folder) that couldn't be started or resumed. */
  readonly onError: (runFolder: string, thrown: unknown) => void;
}

/**
 * Starts runs: works off the queue of each root that this window has put runs into (or found waiting), resumes, and
 * stops. What it starts in a thread or a child ends with the window; runs in the background are their own owners.
 */
export class RunLauncher extends Lifetime {
  readonly #handles = new Map<string, RunHandle>();
  readonly #queues = new Map<string, AbortController>();
  /** Roots in which runs wait, until this window takes them up. */
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** Runs that refused to start: they wait for their user, not for another try. */
  readonly #refused = new Set<string>();

  constructor(private readonly options: LauncherOptions) {
    super();
    this.own(
      options.runs.onDidChange(({ runs }) => {
        this.#takeUpWaiting(runs);
      }),
    );
    this.own(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#takeUpWaiting(options.runs.all);
      }),
    );
  }

  /** Works off a root's queue until it is empty, unless this window already does. */
  workOff(root: string): void {
    if (this.#queues.has(root) || this.isDisposed) {
      return;
    }
    const controller = new AbortController();
    this.#queues.set(root, controller);
    workOffQueue(root, {
      signal: controller.signal,
      parallel: vscode.workspace.getConfiguration('modelsmith').get('queue.concurrency', 1),
      until: 'empty',
      execute: (run) => this.#execute(run),
    })
      .catch((thrown: unknown) => {
        logError(this.options.log, `working off the queue of ${root}`, thrown);
      })
      .finally(() => {
        this.#queues.delete(root);
        void this.options.runs.refresh();
      });
  }

  /** Goes on with runs that ended early, one after the other. Returns when the last is on its way. */
  async resume(runs: readonly RunSummary[]): Promise<void> {
    for (const [index, run] of runs.entries()) {
      try {
        const handle = await resumeRun(this.#startOptions(run));
        const ended = this.#keep(handle);
        if (index < runs.length - 1) {
          await ended;
        }
      } catch (thrown) {
        this.options.onError(run.folder, thrown);
      }
    }
  }

  /** Asks a run to stop, whoever owns it. Returns when it is asked, not when it has ended. */
  async stop(run: RunSummary): Promise<void> {
    const handle = this.#handles.get(run.folder);
    if (handle === undefined) {
      await requestStop(run.folder, `vscode on ${os.hostname()}`);
    } else {
      handle.stop();
    }
    await this.options.runs.refresh();
  }

  /** For the end of the host: what runs here is left interrupted at its last snapshot. */
  async close(): Promise<void> {
    this.dispose();
    await Promise.all([...this.#handles.values()].map(async (handle) => handle.abandon()));
  }

  override dispose(): void {
    for (const timer of this.#waiting.values()) {
      clearTimeout(timer);
    }
    for (const queue of this.#queues.values()) {
      queue.abort();
    }
    super.dispose();
  }

  async #execute(run: RunSummary): Promise<void> {
    try {
      await this.#keep(await startRun(this.#startOptions(run)));
    } catch (thrown) {
      this.#refused.add(run.folder);
      void this.options.runs.refresh();
      if (!problemsOf(thrown).every(({ code }) => code === 'run-busy')) {
        this.options.onError(run.folder, thrown);
      }
    }
  }

  /** Holds on to a run until it has ended. */
  async #keep(handle: RunHandle): Promise<void> {
    this.#handles.set(handle.runFolder, handle);
    void this.options.runs.refresh();
    const end = await handle.ended;
    this.#handles.delete(handle.runFolder);
    this.options.log.info(`${handle.runFolder}: ${end.status}`);
    await this.options.runs.refresh();
  }

  #startOptions(run: RunSummary): StartRunOptions {
    const kindCarrier = languageModule().carrierOfRun(run.record);
    return {
      runFolder: run.folder,
      carrier: run.record.background === true ? 'background' : kindCarrier,
      kindCarrier,
      workerBundle: this.options.workerBundle,
      serve: this.options.serve,
    };
  }

  /**
   * A queue outlives the window that filled it: in a trusted workspace, runs that were left waiting are started. Left is
   * a run when nothing has gone on in its root for a while: whoever made it (a terminal with a matrix) may be about to
   * start it, between two of its runs, too.
   */
  #takeUpWaiting(runs: readonly RunSummary[]): void {
    const roots = vscode.workspace.isTrusted ? rootsLeftWaiting(runs, this.#refused) : new Set<string>();
    for (const [root, timer] of this.#waiting) {
      if (!roots.has(root)) {
        clearTimeout(timer);
        this.#waiting.delete(root);
      }
    }
    for (const root of roots) {
      if (!this.#waiting.has(root) && !this.#queues.has(root)) {
        const timer = setTimeout(() => {
          this.#waiting.delete(root);
          this.workOff(root);
        }, LEFT_ALONE_MS);
        this.#waiting.set(root, timer);
      }
    }
  }
}

/** The roots in which runs wait and none goes on. */
function rootsLeftWaiting(runs: readonly RunSummary[], refused: ReadonlySet<string>): ReadonlySet<string> {
  const waiting = runs.filter((run) => run.status === 'queued' && !run.readOnly && !refused.has(run.folder));
  const busy = new Set(runs.filter(({ status }) => needsOwner(status)).map(({ folder }) => rootOfRun(folder)));
  return new Set(waiting.map(({ folder }) => rootOfRun(folder)).filter((root) => !busy.has(root)));
}
