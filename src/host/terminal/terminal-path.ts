import * as path from 'node:path';
import type * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';

/**
 * Puts the packaged `modelsmith` launcher on the PATH of integrated terminals, and names the program that runs it: the
 * very one that runs this host, so that the command needs no Node of its own.
 */
export function contributeTerminalPath(context: vscode.ExtensionContext): void {
  const environment = context.environmentVariableCollection;
  const folder = path.join(context.extensionPath, 'bin');
  environment.description = hostTexts.terminalPath();
  // A shell's start files may build the PATH anew; shell integration then adds the folder once more.
  environment.prepend('PATH', `${folder}${path.delimiter}`, {
    applyAtProcessCreation: true,
    applyAtShellIntegration: true,
  });
  environment.replace('MODELSMITH_NODE', process.execPath);
}
