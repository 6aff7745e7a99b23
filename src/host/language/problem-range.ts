import * as vscode from 'vscode';
import type { Where } from '../../base/errors.js';

/** Where a problem stands in its document: problems count lines and columns from 1, the editor from 0. */
export function problemRange({ line = 1, column = 1, endLine = line, endColumn = column }: Where): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
