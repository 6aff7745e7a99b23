import * as path from 'node:path';
import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { isInside } from '../is-inside.js';
import { languageModule } from '../language-module.js';

/** Lets the user choose what to do, writes a commented experiment file that validates, and opens it. */
export async function newExperiment(): Promise<void> {
  const folder = await pickFolder();
  if (folder === undefined) {
    return;
  }
  const language = languageModule();
  const items = language.allStarters().map((one) => ({
    label: one.starter.name,
    description: one.kind,
    detail: one.starter.summary,
    chosen: one,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: hostTexts.newExperimentTitle(),
    placeHolder: hostTexts.newExperimentPlaceholder(),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) {
    return;
  }
  const file = await askFile(folder, picked.chosen.starter.name);
  if (file === undefined) {
    return;
  }
  const name = path.basename(file.fsPath).replace(/\.experiment\.ya?ml$/i, '');
  const text = language.newExperimentText(picked.chosen.kind, picked.chosen.starter, name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  const editor = await vscode.window.showTextDocument(file, { preview: false });
  // The first thing to change: the models.
  const models = editor.document.getText().search(/^models:/m);
  if (models >= 0) {
    const at = editor.document.positionAt(models);
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage(hostTexts.openFolderFirst());
    return undefined;
  }
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}

/** Asks for the new file's name; undefined when the user gave none. Nothing that exists is ever replaced. */
async function askFile(folder: vscode.WorkspaceFolder, starter: string): Promise<vscode.Uri | undefined> {
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder.uri, withEnding(name));
  const answer = await vscode.window.showInputBox({
    title: hostTexts.newExperimentTitle(),
    prompt: hostTexts.newExperimentFile(folder.name),
    value: await freeName(folder, starter.replaceAll('_', '-')),
    validateInput: async (name) => {
      if (name.trim() === '' || !isInside(folder.uri.fsPath, at(name).fsPath)) {
        return hostTexts.fileNameNeeded();
      }
      return (await exists(at(name))) ? hostTexts.fileExists(withEnding(name)) : undefined;
    },
  });
  return answer === undefined ? undefined : at(answer);
}

function withEnding(name: string): string {
  return /\.experiment\.ya?ml$/i.test(name) ? name.trim() : `${name.trim().replace(/\.ya?ml$/i, '')}.experiment.yaml`;
}

async function freeName(folder: vscode.WorkspaceFolder, start: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = withEnding(number === 1 ? start : `${start}-${String(number)}`);
    if (!(await exists(vscode.Uri.joinPath(folder.uri, name)))) {
      return name;
    }
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
