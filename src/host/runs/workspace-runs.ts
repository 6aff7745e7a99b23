import * as path from 'node:path';
import * as vscode from 'vscode';
import { findRoot } from '../../experiments/runs/run-root.js';
import { MODELSMITH_FOLDER, rootOfRun } from '../../experiments/runs/run-paths.js';
import { RunStore } from '../../experiments/runs/run-store.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { ExperimentFiles } from '../explorer/experiment-files.js';
import { Lifetime } from '../lifetime.js';
import { logError } from '../log.js';
import type { Log } from '../log.js';
import { uriOf, workspaceFolderOf } from '../uris.js';

/** A run is several files, and several runs change at once: look when a burst of changes is over. */
const SETTLE_MS = 100;
/**
 * Watchers are silent on network mounts; and VS Code's, on Linux, on what lies in folders that were made faster, one in the
 * other, than it could follow: as a first run does with `.modelsmith/runs/<id>`.
 */
const POLL_MS = 5000;

/** What a listing found to be different from the one before. */
export interface RunsChange {
  readonly runs: readonly RunSummary[];
  /** The runs that were there before, by folder. */
  readonly before: ReadonlyMap<string, RunSummary>;
}

/**
 * All runs of the window's roots, whoever started them: read from `run.json` and `notes.json` alone. A root is a workspace
 * folder or what `findRoot` gives for it and for each experiment file. Nothing is read before `start`.
 */
export class WorkspaceRuns extends Lifetime {
  readonly #changed = this.own(new vscode.EventEmitter<RunsChange>());
  readonly onDidChange = this.#changed.event;
  readonly #stores = new Map<string, RunStore>();
  readonly #watchers = new Map<string, vscode.Disposable>();
  #runs: ReadonlyMap<string, RunSummary> = new Map();
  #started = false;
  #settle: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #isSeen = false;
  #listing: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(
    private readonly files: ExperimentFiles,
    private readonly log: Log,
  ) {
    super();
  }

  /** The runs as last listed, newest first. */
  get all(): readonly RunSummary[] {
    return [...this.#runs.values()];
  }

  get(runFolder: string): RunSummary | undefined {
    return this.#runs.get(runFolder);
  }

  /** The store of a root; the same one for all who ask. */
  store(root: string): RunStore {
    let store = this.#stores.get(root);
    if (store === undefined) {
      store = new RunStore(root);
      this.#stores.set(root, store);
      this.#watchRoot(root);
    }
    return store;
  }

  /** The store that a run lies in. */
  storeOf(run: RunSummary): RunStore {
    return this.store(rootOfRun(run.folder));
  }

  /** Where the runs of an experiment file are kept. */
  async rootOf(experimentFile: string): Promise<string> {
    const folder = workspaceFolderOf(experimentFile);
    return findRoot(experimentFile, folder === undefined ? {} : { workspaceFolder: folder.uri.fsPath });
  }

  /** Begins to watch, and lists for the first time. Returns when that listing is done; later calls wait for the same. */
  async start(): Promise<void> {
    if (!this.#started) {
      this.#started = true;
      this.own(this.files.onDidChange(() => void this.refresh()));
      this.own(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()));
      this.own(
        vscode.window.onDidChangeWindowState(() => {
          this.#pollWhileUsed();
        }),
      );
      this.#pollWhileUsed();
    }
    await (this.#waiting ?? (this.#runs.size === 0 ? this.refresh() : this.#listing));
  }

  /** Says whether the explorer is on the screen. While it is, or the window has the focus, all is listed every few seconds. */
  setSeen(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#pollWhileUsed();
    if (isSeen && this.#started) {
      void this.refresh();
    }
  }

  /** Lists all roots. Calls that come while a listing waits for another share it. */
  refresh(): Promise<void> {
    this.#waiting ??= this.#listing.then(async () => {
      this.#waiting = undefined;
      try {
        await this.#list();
      } catch (thrown) {
        logError(this.log, 'listing runs', thrown);
      }
    });
    this.#listing = this.#waiting;
    return this.#waiting;
  }

  override dispose(): void {
    clearTimeout(this.#settle);
    clearInterval(this.#poll);
    for (const watcher of this.#watchers.values()) {
      watcher.dispose();
    }
    super.dispose();
  }

  #pollWhileUsed(): void {
    const isUsed = this.#started && (this.#isSeen || vscode.window.state.focused);
    if (isUsed === (this.#poll !== undefined)) {
      return;
    }
    clearInterval(this.#poll);
    this.#poll = undefined;
    if (isUsed) {
      this.#poll = setInterval(() => void this.refresh(), POLL_MS);
      void this.refresh();
    }
  }

  async #list(): Promise<void> {
    const roots = await this.#roots();
    const lists = await Promise.all(roots.map(async (root) => this.store(root).list()));
    const runs = lists.flat().sort((a, b) => b.record.createdAt - a.record.createdAt || (a.id < b.id ? 1 : -1));
    if (this.isDisposed) {
      return;
    }
    const before = this.#runs;
    const after = new Map(runs.map((run) => [run.folder, run]));
    this.#runs = after;
    if (before.size !== after.size || runs.some((run) => !isSame(before.get(run.folder), run))) {
      this.#changed.fire({ runs, before });
    }
  }

  async #roots(): Promise<readonly string[]> {
    const experiments = (await this.files.all()).map((uri) => uri.fsPath);
    const found = new Set<string>(this.#stores.keys());
    // Experiments of one folder share their root.
    const folders = new Set([
      ...(vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
      ...experiments.map((file) => path.dirname(file)),
    ]);
    for (const folder of folders) {
      found.add(await this.rootOf(folder));
    }
    return [...found];
  }

  #watchRoot(root: string): void {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(uriOf(root), `${MODELSMITH_FOLDER}/runs/*/{run,notes}.json`),
    );
    const refreshSoon = (): void => {
      clearTimeout(this.#settle);
      this.#settle = setTimeout(() => void this.refresh(), SETTLE_MS);
    };
    watcher.onDidCreate(refreshSoon);
    watcher.onDidChange(refreshSoon);
    watcher.onDidDelete(refreshSoon);
    this.#watchers.set(root, watcher);
  }
}

function isSame(a: RunSummary | undefined, b: RunSummary): boolean {
  if (a?.status !== b.status || a.readOnly !== b.readOnly) {
    return false;
  }
  // The store hands out the same objects while a file is unchanged; a running run is read each time.
  return (
    (a.record === b.record || JSON.stringify(a.record) === JSON.stringify(b.record)) &&
    (a.notes === b.notes || JSON.stringify(a.notes) === JSON.stringify(b.notes))
  );
}
