import * as path from 'node:path';
import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import type { ExportFormat } from '../../protocol/view-messages.js';
import { uriOf } from '../uris.js';

const formatNames: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  svg: 'SVG',
  png: 'PNG',
  json: 'JSON',
};

export interface Export {
  readonly name: string;
  readonly format: ExportFormat;
  readonly content: string | Uint8Array;
}

/** Asks where what a page made is to be saved, and saves it; its name, undefined when the user closed the dialog. */
export async function saveExport({ name, format, content }: Export, folder: string): Promise<string | undefined> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(uriOf(folder), safeName(name, format)),
    filters: { [formatNames[format]]: [format] },
    title: hostTexts.saveExport(),
  });
  if (target === undefined) {
    return undefined;
  }
  await vscode.workspace.fs.writeFile(
    target,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  );
  const open = hostTexts.open();
  void vscode.window
    .showInformationMessage(hostTexts.saved(vscode.workspace.asRelativePath(target)), open)
    .then((chosen) => {
      if (chosen === open) {
        return vscode.commands.executeCommand('vscode.open', target);
      }
      return undefined;
    });
  return path.posix.basename(target.path);
}

/** A page's proposal as a file name that every system takes, with the ending of its format. */
function safeName(name: string, format: ExportFormat): string {
  const plain = name.replace(/\.[a-z]{3,4}$/i, '').replace(/[^\p{L}\p{N}._ -]+/gu, '-');
  return `${plain.slice(0, 100) || 'export'}.${format}`;
}
