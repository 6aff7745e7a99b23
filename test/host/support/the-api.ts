import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelsmithApi } from '../../../src/host/modelsmith-api.js';

/** What the extension under test offers; activates it. */
export async function theApi(): Promise<ModelsmithApi> {
  const extension = vscode.extensions.getExtension<ModelsmithApi>('modelsmith.modelsmith');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** The folder that the window has open (absolute). */
export function workspaceFolder(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return folder.uri.fsPath;
}
