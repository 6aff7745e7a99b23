import * as vscode from 'vscode';
import type { RunStatus } from '../../protocol/run-record.js';

const icons: Readonly<Record<RunStatus, readonly [icon: string, color: string | undefined]>> = {
  queued: ['clock', undefined],
  running: ['sync~spin', 'charts.blue'],
  stopping: ['debug-stop', undefined],
  interrupted: ['debug-pause', 'testing.iconQueued'],
  succeeded: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'testing.iconSkipped'],
  diverged: ['warning', 'testing.iconErrored'],
};

/** A status as an icon of its own shape; its colour only repeats what the shape and the words beside it say. */
export function statusIcon(status: RunStatus): vscode.ThemeIcon {
  const [icon, color] = icons[status];
  return color === undefined ? new vscode.ThemeIcon(icon) : new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** The same for the tab of a run's view, which takes a file. */
export function statusIconFile(extensionUri: vscode.Uri, status: RunStatus): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'media', 'status', `${status}.svg`);
}

/** The same inside a text that knows `$(icon)`. */
export function statusIconText(status: RunStatus): string {
  return `$(${icons[status][0]})`;
}
