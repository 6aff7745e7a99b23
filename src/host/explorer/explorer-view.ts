import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.js';
import type { WorkspaceRuns } from '../runs/workspace-runs.js';
import { isActive } from '../runs/status-bar.js';
import type { ExplorerNode } from './explorer-nodes.js';
import type { ExperimentsTree } from './experiments-tree.js';

/** The explorer on the screen: says whether it is seen, and counts on its icon what goes on. */
export class ExplorerView extends Lifetime {
  readonly #view: vscode.TreeView<ExplorerNode>;

  constructor(tree: ExperimentsTree, runs: WorkspaceRuns) {
    super();
    this.#view = this.own(
      vscode.window.createTreeView('modelsmith.experiments', {
        treeDataProvider: tree,
        canSelectMany: true,
        showCollapseAll: true,
      }),
    );
    this.own(
      this.#view.onDidChangeVisibility(({ visible }) => {
        runs.setSeen(visible);
      }),
    );
    runs.setSeen(this.#view.visible);
    this.own(
      runs.onDidChange((change) => {
        const active = change.runs.filter(isActive).length;
        this.#view.badge = active === 0 ? undefined : { value: active, tooltip: String(active) };
        void vscode.commands.executeCommand('setContext', 'modelsmith.hasRuns', change.runs.length > 0);
      }),
    );
  }

  get selection(): readonly ExplorerNode[] {
    return this.#view.selection;
  }
}
