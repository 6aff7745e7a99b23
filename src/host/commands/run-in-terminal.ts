import * as path from 'node:path';
import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { workspaceFolderOf } from '../uris.js';
import { requireTrust } from '../trust.js';
import { quoteForShell } from '../terminal/quote-for-shell.js';
import type { HostServices } from './host-services.js';

/** Types `modelsmith run FILE` into a terminal of the file's workspace folder, where its user sees it and learns it. */
export async function runInTerminal(host: HostServices, target: unknown): Promise<void> {
  const uri = await host.targets.experiment(target);
  if (uri === undefined || !(await requireTrust(hostTexts.running()))) {
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) {
    await document.save();
  }
  const folder = workspaceFolderOf(uri.fsPath);
  const cwd = folder?.uri ?? vscode.Uri.file(path.dirname(uri.fsPath));
  const terminal = vscode.window.createTerminal({
    name: hostTexts.terminalName(path.basename(uri.fsPath)),
    cwd,
    iconPath: new vscode.ThemeIcon('beaker'),
  });
  terminal.show();
  const file = path.relative(cwd.fsPath, uri.fsPath);
  terminal.sendText(`modelsmith run ${quoteForShell(file, vscode.env.shell)}`);
}
