import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.js';

const PATTERN = '**/*.experiment.{yaml,yml}';
/** Folders that hold other people's files, however many. */
const EXCLUDED = '**/{node_modules,.modelsmith,.git,.venv,site-packages}/**';
/** A workspace with more experiment files than this is generated; the explorer shows the first. */
const MOST_FILES = 5000;

/** The experiment files of the workspace: searched for when first asked, kept up to date afterwards. */
export class ExperimentFiles extends Lifetime {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #search: Promise<readonly vscode.Uri[]> | undefined;
  #watching = false;

  /** All of them, in no order. */
  async all(): Promise<readonly vscode.Uri[]> {
    this.#watch();
    this.#search ??= Promise.resolve(vscode.workspace.findFiles(PATTERN, EXCLUDED, MOST_FILES));
    return this.#search;
  }

  /** Searches anew: for file systems whose watchers are silent. */
  refresh(): void {
    this.#search = undefined;
    this.#changed.fire();
  }

  #watch(): void {
    if (this.#watching) {
      return;
    }
    this.#watching = true;
    const watcher = this.own(vscode.workspace.createFileSystemWatcher(PATTERN, false, true, false));
    const refresh = (): void => {
      this.refresh();
    };
    this.own(watcher.onDidCreate(refresh));
    this.own(watcher.onDidDelete(refresh));
    this.own(vscode.workspace.onDidChangeWorkspaceFolders(refresh));
  }
}
