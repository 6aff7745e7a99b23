import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { runPaths } from '../../experiments/runs/run-paths.js';
import { uriOf, workspaceFolderOf } from '../uris.js';
import { has } from './control-runs.js';
import type { HostServices } from './host-services.js';

const any = (): boolean => true;

/** Opens a run's view. */
export async function openView(host: HostServices, target: unknown, focus: unknown): Promise<void> {
  const run = await host.targets.run(target, any);
  if (run !== undefined) {
    host.panels.open(run, { preserveFocus: focus === 'keep-focus' });
  }
}

/** Shows where a run's result lies: in the explorer where it is in the workspace, else in the system's file manager. */
export async function revealOutput(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, has('output'));
  if (run === undefined) {
    return;
  }
  const place = run.record.output ?? runPaths(run.folder).artifacts;
  if ((await fs.stat(place).catch(() => undefined)) === undefined) {
    void vscode.window.showInformationMessage(hostTexts.outputGone(place));
    return;
  }
  const inWorkspace = workspaceFolderOf(place) !== undefined;
  await vscode.commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'revealFileInOS', uriOf(place));
}

/** Opens a run's log as a document. */
export async function showLog(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, any);
  if (run !== undefined) {
    await host.logs.show(run);
  }
}

/** Opens the experiment file of a run; the text as it was run where the file is gone. */
export async function openExperiment(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, any);
  if (run === undefined) {
    return;
  }
  const exists = (await fs.stat(run.record.experiment).catch(() => undefined)) !== undefined;
  const file = exists ? run.record.experiment : runPaths(run.folder).experiment;
  await vscode.window.showTextDocument(uriOf(file), { viewColumn: vscode.ViewColumn.One });
}

export async function copyRunId(host: HostServices, target: unknown): Promise<void> {
  const run = await host.targets.run(target, any);
  if (run !== undefined) {
    await vscode.env.clipboard.writeText(run.id);
    vscode.window.setStatusBarMessage(hostTexts.copied(run.id), 3000);
  }
}
