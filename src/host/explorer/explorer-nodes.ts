import * as path from 'node:path';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { isInside } from '../is-inside.js';

/** A workspace folder with the experiment files that were found in it (absolute paths). */
export interface ExplorerFolder {
  readonly name: string;
  readonly path: string;
  readonly experiments: readonly string[];
}

export interface FolderNode {
  readonly type: 'folder';
  readonly id: string;
  readonly name: string;
  readonly children: readonly ExperimentNode[];
}

/** An experiment file and its runs, newest first. `exists` is false for a file that only its runs remember. */
export interface ExperimentNode {
  readonly type: 'experiment';
  readonly id: string;
  readonly file: string;
  readonly name: string;
  /** Where the file lies, relative to its workspace folder; empty at its top. */
  readonly place: string;
  readonly exists: boolean;
  readonly children: readonly (GroupNode | RunNode)[];
}

/** The runs of one matrix, in the order of the matrix. */
export interface GroupNode {
  readonly type: 'group';
  readonly id: string;
  readonly children: readonly RunNode[];
}

export interface RunNode {
  readonly type: 'run';
  readonly id: string;
  readonly run: RunSummary;
  /** Whether it stands among the other runs of its matrix, which all have the same name. */
  readonly inGroup: boolean;
}

/** Stands for the children that are not shown yet. */
export interface MoreNode {
  readonly type: 'more';
  readonly id: string;
  readonly parent: string;
  readonly hidden: number;
}

export type ExplorerNode = FolderNode | ExperimentNode | GroupNode | RunNode | MoreNode;

/** What the explorer shows: experiments with their runs; workspace folders around them where there are several. */
export function explorerNodes(
  folders: readonly ExplorerFolder[],
  runs: readonly RunSummary[],
): readonly (FolderNode | ExperimentNode)[] {
  const runsOf = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const folder = folderOf(folders, run);
    if (folder !== undefined) {
      append(runsOf, folder.path, run);
    }
  }
  const nodes = folders.map(
    (folder): FolderNode => ({
      type: 'folder',
      id: `folder:${folder.path}`,
      name: folder.name,
      children: experimentNodes(folder, runsOf.get(folder.path) ?? []),
    }),
  );
  return nodes.length === 1 ? nodes.flatMap((node) => node.children) : nodes;
}

/** An experiment's name in lists: its file's, without what all of them end in. */
export function experimentName(file: string): string {
  return path.basename(file).replace(/(?:\.experiment)?\.ya?ml$/i, '');
}

/** A run belongs where its experiment lies, else where its folder lies (a file from elsewhere that was run here). */
function folderOf(folders: readonly ExplorerFolder[], run: RunSummary): ExplorerFolder | undefined {
  const around = (file: string): ExplorerFolder | undefined =>
    folders
      .filter((folder) => isInside(folder.path, file))
      // Of folders within one another, the inner one.
      .reduce<ExplorerFolder | undefined>(
        (best, one) => (best && best.path.length >= one.path.length ? best : one),
        undefined,
      );
  return around(run.record.experiment) ?? around(run.folder);
}

function experimentNodes(folder: ExplorerFolder, runs: readonly RunSummary[]): readonly ExperimentNode[] {
  const runsOf = new Map<string, RunSummary[]>(folder.experiments.map((file) => [file, []]));
  for (const run of runs) {
    append(runsOf, run.record.experiment, run);
  }
  const found = new Set(folder.experiments);
  return [...runsOf]
    .map(
      ([file, its]): ExperimentNode => ({
        type: 'experiment',
        // VS Code keeps a row as open as it first was: with its first run an experiment becomes a row that can open.
        id: `experiment:${its.length > 0 ? 'run' : 'fresh'}:${folder.path}:${file}`,
        file,
        name: experimentName(file),
        place: isInside(folder.path, file) ? path.relative(folder.path, path.dirname(file)) : path.dirname(file),
        exists: found.has(file),
        children: runNodes(its),
      }),
    )
    .sort((a, b) => byName(a.place, b.place) || byName(a.name, b.name) || byName(a.file, b.file));
}

function runNodes(runs: readonly RunSummary[]): readonly (GroupNode | RunNode)[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    if (run.record.group !== undefined) {
      append(groups, run.record.group, run);
    }
  }
  const nodes: { readonly at: number; readonly node: GroupNode | RunNode }[] = [];
  for (const run of runs) {
    const kin = run.record.group === undefined ? [] : (groups.get(run.record.group) ?? []);
    if (kin.length < 2) {
      nodes.push({ at: run.record.createdAt, node: runNode(run, false) });
    }
  }
  for (const [group, kin] of groups) {
    if (kin.length >= 2) {
      const inOrder = [...kin].sort(byAge).map((run) => runNode(run, true));
      nodes.push({
        at: Math.max(...kin.map((run) => run.record.createdAt)),
        node: { type: 'group', id: `group:${group}`, children: inOrder },
      });
    }
  }
  return nodes.sort((a, b) => b.at - a.at || (a.node.id < b.node.id ? 1 : -1)).map(({ node }) => node);
}

function runNode(run: RunSummary, inGroup: boolean): RunNode {
  return { type: 'run', id: `run:${run.folder}`, run, inGroup };
}

function byAge(a: RunSummary, b: RunSummary): number {
  return a.record.createdAt - b.record.createdAt || (a.record.id < b.record.id ? -1 : 1);
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}
