import * as vscode from 'vscode';
import { isInside } from './is-inside.js';

/** The workspace folder that a path lies in (of folders within one another, the inner one). */
export function workspaceFolderOf(file: string): vscode.WorkspaceFolder | undefined {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => isInside(folder.uri.fsPath, file))
    .reduce<vscode.WorkspaceFolder | undefined>(
      (best, one) => (best !== undefined && best.uri.fsPath.length >= one.uri.fsPath.length ? best : one),
      undefined,
    );
}

/** The URI of an absolute path, in the scheme of its workspace: a remote window's files aren't `file:` everywhere. */
export function uriOf(file: string): vscode.Uri {
  const plain = vscode.Uri.file(file);
  const folder = workspaceFolderOf(file);
  return folder === undefined || folder.uri.scheme === plain.scheme ? plain : folder.uri.with({ path: plain.path });
}
