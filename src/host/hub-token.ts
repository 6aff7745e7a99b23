import * as vscode from 'vscode';
import { hubEndpoint, hubTokenName, originOf } from '../base/hub-address.js';
import { hostTexts } from '../base/texts/host.js';
import type { Handlers } from '../experiments/carriers/peer.js';
import type { ParentMethods } from '../protocol/worker-messages.js';

/** What workers may ask of VS Code's secret storage: tokens of hubs, by their origin, and nothing else. */
export function secretsForWorkers(secrets: vscode.SecretStorage): Handlers<ParentMethods> {
  return {
    secret: async ({ name }) => ({ value: name.startsWith('hub-token:') ? await secrets.get(name) : undefined }),
  };
}

/** Asks for the token of the hub that the environment names, and keeps it in the secret storage; nothing removes it. */
export async function setHubToken(secrets: vscode.SecretStorage): Promise<void> {
  const endpoint = hubEndpoint(process.env);
  const origin = originOf(endpoint) ?? endpoint;
  const token = await vscode.window.showInputBox({
    title: hostTexts.hubTokenTitle(origin),
    prompt: hostTexts.hubTokenPrompt(origin),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/^[\x21-\x7e]*$/.test(text.trim()) ? undefined : hostTexts.hubTokenInvalid()),
  });
  if (token === undefined) {
    return;
  }
  const name = hubTokenName(endpoint);
  if (token.trim() === '') {
    await secrets.delete(name);
    vscode.window.setStatusBarMessage(hostTexts.hubTokenRemoved(origin), 5000);
  } else {
    await secrets.store(name, token.trim());
    vscode.window.setStatusBarMessage(hostTexts.hubTokenKept(origin), 5000);
  }
}
