import * as vscode from 'vscode';
import { problemsOf } from '../base/errors.js';

/** The extension's own log (the *Modelsmith* output channel): what it did and what went wrong, for whoever looks into it. */
export type Log = vscode.LogOutputChannel;

export function createLog(): Log {
  return vscode.window.createOutputChannel('Modelsmith', { log: true });
}

/** Puts all that is known of an error into the log: codes, arguments and stack, which no notification shows. */
export function logError(log: Log, what: string, thrown: unknown): void {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const facts = problemsOf(thrown).map((one) =>
    JSON.stringify({ code: one.code, where: one.where, arguments: one.arguments }),
  );
  log.error(`${what}\n${facts.join('\n')}\n${stack}`);
}
