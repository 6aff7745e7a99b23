import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import type { ExperimentFiles } from '../explorer/experiment-files.js';
import { experimentName } from '../explorer/explorer-nodes.js';
import type { ExplorerNode } from '../explorer/explorer-nodes.js';
import { isExperimentDocument } from '../is-experiment-document.js';
import { describeRun, runName } from '../runs/describe-run.js';
import { statusIconText } from '../runs/status-icon.js';
import type { WorkspaceRuns } from '../runs/workspace-runs.js';

export interface TargetSources {
  readonly files: ExperimentFiles;
  readonly runs: WorkspaceRuns;
  readonly selection: () => readonly ExplorerNode[];
  /** The folder of the run whose view has the focus. */
  readonly activeRun: () => string | undefined;
}

/** Finds out what a command is about: what it was given, else what the user looks at, else what the user picks. */
export class Targets {
  constructor(private readonly from: TargetSources) {}

  /** An experiment's file; undefined when the user picked none. */
  async experiment(target: unknown): Promise<vscode.Uri | undefined> {
    if (target instanceof vscode.Uri) {
      return target;
    }
    const node = isNode(target) ? target : target === 'selection' ? this.from.selection()[0] : undefined;
    if (node?.type === 'experiment') {
      return vscode.Uri.file(node.file);
    }
    if (node?.type === 'run') {
      return vscode.Uri.file(node.run.record.experiment);
    }
    const document = vscode.window.activeTextEditor?.document;
    if (document !== undefined && isExperimentDocument(document)) {
      return document.uri;
    }
    return this.#pickExperiment();
  }

  /** The runs that a command is about, of those it can be about; empty when the user picked none. */
  async runs(target: unknown, selected: unknown, can: (run: RunSummary) => boolean): Promise<readonly RunSummary[]> {
    const several = Array.isArray(selected) ? selected.filter(isNode) : [];
    const one = isNode(target) ? [target] : target === 'selection' ? this.from.selection() : [];
    const chosen = new Set((several.length > 0 ? several : one).flatMap(runsOf));
    if (chosen.size > 1) {
      // What rows show may be a moment old.
      return [...chosen].map((run) => this.from.runs.get(run.folder) ?? run).filter(can);
    }
    const run = await this.run(target, can);
    return run === undefined ? [] : [run];
  }

  /** The run that a command is about; undefined when the user picked none. */
  async run(target: unknown, can: (run: RunSummary) => boolean): Promise<RunSummary | undefined> {
    await this.from.runs.start();
    const given = this.#given(target);
    if (given !== undefined) {
      // What a node shows may be a moment old.
      return this.from.runs.get(given.folder) ?? given;
    }
    const active = this.from.activeRun();
    const looked = active === undefined ? undefined : this.from.runs.get(active);
    if (looked !== undefined && can(looked)) {
      return looked;
    }
    return this.pickRun(this.from.runs.all.filter(can));
  }

  /** Lets the user choose among runs, newest first. */
  async pickRun(runs: readonly RunSummary[], title = hostTexts.pickRun()): Promise<RunSummary | undefined> {
    if (runs.length === 0) {
      void vscode.window.showInformationMessage(hostTexts.noSuchRun());
      return undefined;
    }
    const items = runs.map((run) => {
      const words = describeRun(run);
      return {
        label: `${statusIconText(run.status)} ${runName(run)}`,
        description: words.description,
        detail: words.label,
        run,
      };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked?.run;
  }

  #given(target: unknown): RunSummary | undefined {
    if (typeof target === 'string' && target !== 'selection') {
      return this.from.runs.get(target);
    }
    const node = isNode(target) ? target : target === 'selection' ? this.from.selection()[0] : undefined;
    return node?.type === 'run' ? node.run : undefined;
  }

  async #pickExperiment(): Promise<vscode.Uri | undefined> {
    const files = await this.from.files.all();
    if (files.length === 0) {
      void vscode.window.showInformationMessage(hostTexts.noExperiments());
      return undefined;
    }
    const items = files
      .map((uri) => ({
        label: `$(beaker) ${experimentName(uri.fsPath)}`,
        description: vscode.workspace.asRelativePath(uri),
        uri,
      }))
      .sort((a, b) => a.description.localeCompare(b.description, undefined, { numeric: true }));
    const picked = await vscode.window.showQuickPick(items, {
      title: hostTexts.pickExperiment(),
      matchOnDescription: true,
    });
    return picked?.uri;
  }
}

/** A row's own run, or those of its matrix. */
function runsOf(node: ExplorerNode): readonly RunSummary[] {
  switch (node.type) {
    case 'run':
      return [node.run];
    case 'group':
      return node.children.map(({ run }) => run);
    default:
      return [];
  }
}

function isNode(value: unknown): value is ExplorerNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'id' in value &&
    typeof value.id === 'string'
  );
}
