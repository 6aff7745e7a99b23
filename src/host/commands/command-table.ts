import * as vscode from 'vscode';
import type { ExplorerNode } from '../explorer/explorer-nodes.js';

/** Names a run: its folder, its node in the explorer, or `selection` for what is selected there (keys pass no node). */
export type RunTarget = string | ExplorerNode;
/** Names an experiment: its file, its node in the explorer, or what is selected there. */
export type ExperimentTarget = vscode.Uri | ExplorerNode | 'selection';

/** Every command that `package.json` contributes, with the arguments that this program and its menus give it. */
export interface CommandArguments {
  'modelsmith.newExperiment': [];
  'modelsmith.createSample': [];
  'modelsmith.run': [experiment?: ExperimentTarget];
  'modelsmith.runInBackground': [experiment?: ExperimentTarget];
  'modelsmith.runInTerminal': [experiment?: ExperimentTarget];
  'modelsmith.plan': [experiment?: ExperimentTarget];
  'modelsmith.stop': [run?: RunTarget, selected?: readonly ExplorerNode[]];
  'modelsmith.resume': [run?: RunTarget, selected?: readonly ExplorerNode[]];
  /** A click in the explorer leaves the keyboard there, so that its keys go on working. */
  'modelsmith.openView': [run?: RunTarget, focus?: 'keep-focus'];
  'modelsmith.revealOutput': [run?: RunTarget];
  'modelsmith.showLog': [run?: RunTarget];
  'modelsmith.openExperiment': [run?: RunTarget];
  'modelsmith.copyRunId': [run?: RunTarget];
  'modelsmith.renameRun': [run?: RunTarget];
  'modelsmith.starRun': [run?: RunTarget, selected?: readonly ExplorerNode[]];
  'modelsmith.unstarRun': [run?: RunTarget, selected?: readonly ExplorerNode[]];
  'modelsmith.noteRun': [run?: RunTarget];
  'modelsmith.deleteRun': [run?: RunTarget, selected?: readonly ExplorerNode[]];
  'modelsmith.showRunning': [];
  'modelsmith.showMore': [parentId: string];
  'modelsmith.installTensorflow': [];
  'modelsmith.push': [run?: RunTarget];
  'modelsmith.exportGguf': [run?: RunTarget];
  /** From a view with the individual that is shown there. */
  'modelsmith.materialise': [run?: RunTarget, individual?: number];
  'modelsmith.setHubToken': [];
  'modelsmith.refresh': [];
  'modelsmith.showOutputChannel': [];
}

export type CommandId = keyof CommandArguments;

/**
 * What carries each command out. Arguments come from outside (menus, keys, other extensions), so a handler looks at them
 * before it believes them.
 */
export type CommandTable = { readonly [C in CommandId]: (target: unknown, selected: unknown) => Promise<void> | void };

/** Registers the whole table. What a handler throws goes to `onError`, and the command's caller sees it end. */
export function registerCommands(
  table: CommandTable,
  onError: (command: CommandId, thrown: unknown) => void,
): vscode.Disposable {
  const ids = Object.keys(table) as CommandId[];
  return vscode.Disposable.from(
    ...ids.map((id) =>
      vscode.commands.registerCommand(id, async (target: unknown, selected: unknown) => {
        try {
          await table[id](target, selected);
        } catch (thrown) {
          onError(id, thrown);
        }
      }),
    ),
  );
}

/** A command with its arguments, for a tree item or a link. */
export function commandTo<C extends CommandId>(id: C, title: string, ...args: CommandArguments[C]): vscode.Command {
  return { command: id, title, arguments: args };
}

/** The same as the target of a link in a trusted MarkdownString. */
export function linkTo<C extends CommandId>(id: C, ...args: CommandArguments[C]): string {
  return `command:${id}?${encodeURIComponent(JSON.stringify(args))}`;
}

/** Runs one of our own commands. */
export async function execute<C extends CommandId>(id: C, ...args: CommandArguments[C]): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}
