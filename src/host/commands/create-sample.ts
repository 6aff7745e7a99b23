import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import type { HostServices } from './host-services.js';

/** What the sample is called where it is made below another folder. */
const FOLDER = 'modelsmith-sample';

/** Makes the sample workspace where the user wants it, and opens it or shows what to begin with. */
export async function createSample(host: HostServices): Promise<void> {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: workspace?.uri ?? vscode.Uri.file(os.homedir()),
    title: hostTexts.sampleTitle(),
    openLabel: hostTexts.sampleHere(),
  });
  const parent = chosen?.[0];
  if (parent === undefined) {
    return;
  }
  // An empty folder was made for it; any other one is not filled up.
  const isEmpty = (await vscode.workspace.fs.readDirectory(parent)).length === 0;
  const folder = isEmpty ? parent : vscode.Uri.joinPath(parent, FOLDER);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: hostTexts.sampleMaking(), cancellable: true },
    async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      const media = path.join(host.extension.extensionPath, 'media', 'sample');
      await host.worker.request('sample', { media, folder: folder.fsPath }, { signal: controller.signal });
    },
  );
  host.files.refresh();
  await offerToOpen(folder);
}

async function offerToOpen(folder: vscode.Uri): Promise<void> {
  const first = vscode.Uri.joinPath(folder, 'pcb.experiment.yaml');
  if (vscode.workspace.getWorkspaceFolder(folder) !== undefined) {
    await vscode.window.showTextDocument(first);
    return;
  }
  const open = hostTexts.openSample();
  const openNew = hostTexts.openSampleNewWindow();
  const chosen = await vscode.window.showInformationMessage(hostTexts.sampleMade(folder.fsPath), open, openNew);
  if (chosen !== undefined) {
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: chosen === openNew });
  }
}
