import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { runsText } from '../runs/runs-text.js';
import { commandTo } from '../commands/command-table.js';
import { describeRun } from '../runs/describe-run.js';
import { runFlags } from '../runs/run-flags.js';
import { statusIcon } from '../runs/status-icon.js';
import type { RunProgress } from '../runs/run-progress.js';
import type { ExperimentNode, ExplorerNode, GroupNode, MoreNode, RunNode } from './explorer-nodes.js';

/** How a node looks: icon and text for what it is, a description that says how it stands, a tooltip with the rest. */
export function treeItem(
  node: ExplorerNode,
  progressOf: (runFolder: string) => RunProgress | undefined,
): vscode.TreeItem {
  switch (node.type) {
    case 'folder':
      return item(node.id, node.name, {
        state: vscode.TreeItemCollapsibleState.Expanded,
        icon: vscode.ThemeIcon.Folder,
        context: 'folder',
      });
    case 'experiment':
      return experimentItem(node);
    case 'group':
      return groupItem(node);
    case 'run':
      return runItem(node, progressOf(node.run.folder));
    case 'more':
      return moreItem(node);
  }
}

interface Look {
  readonly state?: vscode.TreeItemCollapsibleState;
  readonly icon: vscode.ThemeIcon;
  readonly context: string;
}

function item(id: string, label: string, { state, icon, context }: Look): vscode.TreeItem {
  const made = new vscode.TreeItem(label, state ?? vscode.TreeItemCollapsibleState.None);
  made.id = id;
  made.iconPath = icon;
  made.contextValue = context;
  return made;
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const label = hostTexts.showMore(node.hidden);
  const made = item(node.id, label, { icon: new vscode.ThemeIcon('ellipsis'), context: 'more' });
  made.command = commandTo('modelsmith.showMore', label, node.parent);
  return made;
}

function experimentItem(node: ExperimentNode): vscode.TreeItem {
  const runs = node.children.reduce((sum, child) => sum + (child.type === 'group' ? child.children.length : 1), 0);
  const made = item(node.id, node.name, {
    state: runs > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
    icon: new vscode.ThemeIcon(node.exists ? 'beaker' : 'question'),
    context: node.exists ? 'experiment' : 'experiment-gone',
  });
  const standing = node.exists ? [] : [hostTexts.experimentGone()];
  made.description = [...standing, ...(node.place === '' ? [] : [node.place]), hostTexts.runCount(runs)].join(' · ');
  made.tooltip = node.exists ? node.file : hostTexts.experimentGoneTooltip(node.file);
  made.accessibilityInformation = { label: hostTexts.experimentLabel(node.name, made.description) };
  if (node.exists) {
    made.resourceUri = vscode.Uri.file(node.file);
    made.command = {
      command: 'vscode.open',
      title: hostTexts.openExperiment(),
      arguments: [vscode.Uri.file(node.file)],
    };
  }
  return made;
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const { label, description, status } = runsText(node.children.map((child) => child.run));
  const made = item(node.id, label, {
    state: vscode.TreeItemCollapsibleState.Collapsed,
    icon: statusIcon(status),
    // What can be done with some of them can be done with all that it can be done with.
    context: ['group', ...new Set(node.children.flatMap((child) => [...runFlags(child.run)]))].join(' '),
  });
  made.description = description;
  made.accessibilityInformation = { label: `${label}, ${description}` };
  return made;
}

function runItem(node: RunNode, progress: RunProgress | undefined): vscode.TreeItem {
  const { run } = node;
  const words = describeRun(run, { inGroup: node.inGroup, progress });
  const made = item(node.id, words.label, {
    icon: statusIcon(run.status),
    context: ['run', ...runFlags(run)].join(' '),
  });
  made.description = words.description;
  made.tooltip = words.tooltip;
  made.accessibilityInformation = { label: words.spoken };
  made.command = commandTo('modelsmith.openView', hostTexts.openView(), run.folder, 'keep-focus');
  return made;
}
