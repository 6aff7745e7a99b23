import * as path from 'node:path';
import * as vscode from 'vscode';

/** A folder or safetensors file that could be named where a model is wanted. */
export interface ModelPath {
  /** As it would stand in the file, with a slash behind a folder. */
  readonly text: string;
  readonly isFolder: boolean;
}

/**
 * Folders and safetensors files to go on with from what has been written of a path (`./models/ma`), relative to the
 * document's folder. Empty for what can't be a path.
 */
export async function modelPaths(document: vscode.TextDocument, written: string): Promise<readonly ModelPath[]> {
  if (document.isUntitled) {
    return [];
  }
  const slash = Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\'));
  const prefix = slash < 0 ? './' : written.slice(0, slash + 1);
  const folder = path.resolve(path.dirname(document.uri.fsPath), prefix);
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder));
  } catch {
    // There is no such folder (yet): nothing to offer.
    return [];
  }
  return entries
    .filter(([name]) => !name.startsWith('.') && name !== 'node_modules')
    .flatMap(([name, type]): readonly ModelPath[] => {
      const isFolder = (type & vscode.FileType.Directory) !== 0;
      const text = `${prefix}${name}${isFolder ? '/' : ''}`;
      return isFolder || name.endsWith('.safetensors') ? [{ text, isFolder }] : [];
    });
}
