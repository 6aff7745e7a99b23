import * as vscode from 'vscode';
import { hostTexts } from '../base/texts/host.js';

/**
 * True in a trusted workspace. Elsewhere says what waits for trust and offers to give it; reading is never asked about.
 * `what` names the action, as in "Running an experiment".
 */
export async function requireTrust(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = hostTexts.manageTrust();
  const chosen = await vscode.window.showWarningMessage(hostTexts.needsTrust(what), manage);
  if (chosen === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return vscode.workspace.isTrusted;
}
