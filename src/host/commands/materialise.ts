import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { evolutionTexts } from '../../base/texts/evolution.js';
import { hostTexts } from '../../base/texts/host.js';
import { bytesText } from '../../base/texts/runs.js';
import { individualFolder } from '../../experiments/runs/individual-folder.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { languageModule } from '../language-module.js';
import { runName } from '../runs/describe-run.js';
import { requireTrust } from '../trust.js';
import { uriOf, workspaceFolderOf } from '../uris.js';
import { askWithProgress } from './ask-with-progress.js';
import type { HostServices } from './host-services.js';

/** The view of runs that have individuals. */
const VIEW = 'lineage';

/** Writes the model of an individual of an evolution where its user wants it: asks what isn't known of run, individual and folder. */
export async function materialiseIndividual(host: HostServices, target: unknown, wanted: unknown): Promise<void> {
  const run = await host.targets.run(target, hasIndividuals);
  if (run === undefined || !(await requireTrust(hostTexts.materialising()))) {
    return;
  }
  const individual = isIndividual(wanted) ? wanted : await askForIndividual(run);
  const output = individual === undefined ? undefined : await askForFolder(run, individual);
  if (individual === undefined || output === undefined) {
    return;
  }
  const params = { runFolder: run.folder, individual, output, overwrite: false };
  const made = await askWithProgress(host, 'materialise', params, hostTexts.materialisingOne(String(individual)));
  if (made === undefined) {
    return;
  }
  const reveal = hostTexts.materialiseReveal();
  const said = evolutionTexts.materialised(
    String(individual),
    vscode.workspace.asRelativePath(made.output),
    bytesText(made.bytes),
  );
  if ((await vscode.window.showInformationMessage(said, reveal)) === reveal) {
    const inWorkspace = workspaceFolderOf(made.output) !== undefined;
    await vscode.commands.executeCommand(inWorkspace ? 'revealInExplorer' : 'revealFileInOS', uriOf(made.output));
  }
}

const hasIndividuals = (run: RunSummary): boolean =>
  languageModule().viewOf(run.record.kind) === VIEW && run.status !== 'queued';

const isIndividual = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

async function askForIndividual(run: RunSummary): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: hostTexts.materialiseTitle(runName(run)),
    prompt: hostTexts.materialisePrompt(),
    validateInput: (typed) => (/^[0-9]{1,9}$/.test(typed) ? undefined : hostTexts.materialiseInvalid()),
  });
  return text === undefined || !/^[0-9]{1,9}$/.test(text) ? undefined : Number(text);
}

/** A folder that isn't there yet: nothing is ever replaced from here. */
async function askForFolder(run: RunSummary, individual: number): Promise<string | undefined> {
  const proposed = individualFolder(run.folder, individual);
  // The dialog begins in a folder that exists; a run that was stopped early may have none for artifacts.
  await fs.mkdir(path.dirname(proposed), { recursive: true });
  const folder = await vscode.window.showSaveDialog({
    title: hostTexts.materialiseFolder(),
    defaultUri: uriOf(proposed),
    saveLabel: hostTexts.materialiseWrite(),
  });
  return folder?.fsPath;
}
