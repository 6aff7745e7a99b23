import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.js';
import type { RunProgressTracker } from '../runs/run-progress.js';
import type { WorkspaceRuns } from '../runs/workspace-runs.js';
import { workspaceFolderOf } from '../uris.js';
import type { ExperimentFiles } from './experiment-files.js';
import { explorerNodes } from './explorer-nodes.js';
import type { ExplorerNode } from './explorer-nodes.js';
import { treeItem } from './tree-item.js';

/** More rows than this at once make the view slow, and nobody reads them; *Show more* adds as many again. */
export const PAGE = 200;
const TOP = 'top';

/** The explorer's tree. It reads nothing by itself: files and runs are listed elsewhere, from `run.json` alone. */
export class ExperimentsTree extends Lifetime implements vscode.TreeDataProvider<ExplorerNode> {
  readonly #changed = this.own(new vscode.EventEmitter<ExplorerNode | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #shown = new Map<string, number>();
  #nodes = new Map<string, { readonly node: ExplorerNode; readonly parent: ExplorerNode | undefined }>();
  #top: Promise<readonly ExplorerNode[]> | undefined;

  constructor(
    private readonly files: ExperimentFiles,
    private readonly runs: WorkspaceRuns,
    private readonly progress: RunProgressTracker,
  ) {
    super();
    const rebuild = (): void => {
      this.#top = undefined;
      this.#changed.fire(undefined);
    };
    this.own(runs.onDidChange(rebuild));
    this.own(files.onDidChange(rebuild));
    this.own(
      progress.onDidChange((folder) => {
        const known = this.#nodes.get(`run:${folder}`);
        if (known !== undefined) {
          this.#changed.fire(known.node);
        }
      }),
    );
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    return treeItem(node, (folder) => this.progress.of(folder));
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (node !== undefined) {
      return this.#page(node.id, 'children' in node ? node.children : []);
    }
    await this.runs.start();
    this.#top ??= this.#build();
    return this.#page(TOP, await this.#top);
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return this.#nodes.get(node.id)?.parent;
  }

  /** The node of a run, where the tree shows one. */
  runNode(runFolder: string): ExplorerNode | undefined {
    return this.#nodes.get(`run:${runFolder}`)?.node;
  }

  /** Shows the next page of a node's children. */
  showMore(parentId: string): void {
    this.#shown.set(parentId, (this.#shown.get(parentId) ?? PAGE) + PAGE);
    this.#changed.fire(parentId === TOP ? undefined : this.#nodes.get(parentId)?.node);
  }

  async #build(): Promise<readonly ExplorerNode[]> {
    const files = (await this.files.all()).map((uri) => uri.fsPath);
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => ({
      name: folder.name,
      path: folder.uri.fsPath,
      experiments: files.filter((file) => workspaceFolderOf(file) === folder),
    }));
    const top = explorerNodes(folders, this.runs.all);
    this.#nodes = new Map();
    this.#remember(top, undefined);
    return top;
  }

  #remember(nodes: readonly ExplorerNode[], parent: ExplorerNode | undefined): void {
    for (const node of nodes) {
      this.#nodes.set(node.id, { node, parent });
      if ('children' in node) {
        this.#remember(node.children, node);
      }
    }
  }

  #page(parentId: string, nodes: readonly ExplorerNode[]): ExplorerNode[] {
    const shown = this.#shown.get(parentId) ?? PAGE;
    const hidden = nodes.length - shown;
    if (hidden <= 0) {
      return [...nodes];
    }
    return [...nodes.slice(0, shown), { type: 'more', id: `more:${parentId}`, parent: parentId, hidden }];
  }
}
