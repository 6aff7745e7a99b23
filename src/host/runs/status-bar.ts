import * as vscode from 'vscode';
import { backendText } from '../../base/texts/backend-reasons.js';
import { hostTexts } from '../../base/texts/host.js';
import { phaseText, statusWord } from '../../base/texts/runs.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { linkTo } from '../commands/command-table.js';
import { Lifetime } from '../lifetime.js';
import { runName } from './describe-run.js';
import { runFlags } from './run-flags.js';
import type { RunProgressTracker } from './run-progress.js';
import { statusIconText } from './status-icon.js';
import type { WorkspaceRuns } from './workspace-runs.js';

/** More lines than this make a tooltip that doesn't fit. */
const MOST_LINES = 10;

/**
 * What goes on, in the status bar: how far the running experiments are. A click lists them, to open or stop one; so do
 * the links of its tooltip. Hidden while nothing goes on.
 */
export class RunStatusBar extends Lifetime {
  readonly #item = this.own(vscode.window.createStatusBarItem('modelsmith.runs', vscode.StatusBarAlignment.Left, 10));

  constructor(
    private readonly runs: WorkspaceRuns,
    private readonly progress: RunProgressTracker,
  ) {
    super();
    this.#item.name = hostTexts.statusBarName();
    this.#item.command = 'modelsmith.showRunning';
    const draw = (): void => {
      this.#draw();
    };
    this.own(runs.onDidChange(draw));
    this.own(progress.onDidChange(draw));
  }

  #draw(): void {
    const active = this.runs.all.filter(isActive);
    const running = active.filter(({ status }) => status !== 'queued');
    void vscode.commands.executeCommand('setContext', 'modelsmith.hasActiveRuns', active.length > 0);
    const [first] = running.length > 0 ? running : active;
    if (first === undefined) {
      this.#item.hide();
      return;
    }
    const waiting = active.length - running.length;
    const what = running.length > 1 ? hostTexts.severalRunning(running.length) : this.#one(first);
    const text = waiting > 0 && running.length > 0 ? hostTexts.andWaiting(what, waiting) : what;
    this.#item.text = `${running.length > 0 ? '$(sync~spin)' : '$(clock)'} ${text}`;
    this.#item.accessibilityInformation = { label: hostTexts.statusBarLabel(text), role: 'button' };
    this.#item.tooltip = this.#tooltip(active);
    this.#item.show();
  }

  #one(run: RunSummary): string {
    const { fraction, phase } = this.progress.of(run.folder) ?? {};
    const how =
      run.status !== 'running'
        ? statusWord(run.status)
        : fraction !== undefined
          ? hostTexts.percent(fraction)
          : phase !== undefined
            ? phaseText(phase)
            : statusWord(run.status);
    return `${runName(run)} ${how}`;
  }

  #tooltip(active: readonly RunSummary[]): vscode.MarkdownString {
    const text = new vscode.MarkdownString('', true);
    text.isTrusted = { enabledCommands: ['modelsmith.openView', 'modelsmith.stop', 'modelsmith.showRunning'] };
    for (const run of active.slice(0, MOST_LINES)) {
      text.appendMarkdown(`${statusIconText(run.status)} `).appendText(this.#one(run));
      text.appendMarkdown(` — [${hostTexts.openView()}](${linkTo('modelsmith.openView', run.folder)})`);
      if (runFlags(run).has('stoppable')) {
        text.appendMarkdown(` · [${hostTexts.stop()}](${linkTo('modelsmith.stop', run.folder)})`);
      }
      if (run.record.backend.reason !== 'not-started') {
        text.appendMarkdown('  \n').appendText(backendText(run.record.backend));
      }
      text.appendMarkdown('  \n');
    }
    if (active.length > MOST_LINES) {
      text.appendMarkdown(`[${hostTexts.andMore(active.length - MOST_LINES)}](${linkTo('modelsmith.showRunning')})`);
    }
    return text;
  }
}

/** True of runs that go on or are about to. */
export function isActive(run: RunSummary): boolean {
  return run.status === 'running' || run.status === 'stopping' || run.status === 'queued';
}
