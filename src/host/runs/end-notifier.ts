import * as vscode from 'vscode';
import { formatProblem } from '../../base/texts/format-problem.js';
import { hostTexts } from '../../base/texts/host.js';
import { durationText, statusWord } from '../../base/texts/runs.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { execute } from '../commands/command-table.js';
import type { CommandId } from '../commands/command-table.js';
import type { ExperimentProblems } from '../experiment-problems.js';
import { Lifetime } from '../lifetime.js';
import { uriOf } from '../uris.js';
import { runName } from './describe-run.js';
import { isActive } from './status-bar.js';
import type { RunsChange, WorkspaceRuns } from './workspace-runs.js';

export interface NotifierOptions {
  readonly runs: WorkspaceRuns;
  readonly problems: ExperimentProblems;
  /** Whether the user sees the run's view. */
  readonly isVisible: (runFolder: string) => boolean;
}

/**
 * Says that a run has ended when that isn't seen anyway: a long one whose view is out of sight, and every failure. What a
 * failed run found wrong with its experiment is also marked in the file.
 */
export class EndNotifier extends Lifetime {
  constructor(private readonly options: NotifierOptions) {
    super();
    this.own(
      options.runs.onDidChange((change) => {
        this.#look(change);
      }),
    );
  }

  #look({ runs, before }: RunsChange): void {
    const ended = runs.filter((run) => {
      const old = before.get(run.folder);
      return old !== undefined && isActive(old) && !isActive(run);
    });
    for (const run of ended) {
      if (run.status === 'failed') {
        void this.options.problems.mark(uriOf(run.record.experiment), run.record.problems ?? []);
      }
    }
    const toTell = ended.filter((run) => this.#isWorthTelling(run));
    const [only] = toTell;
    if (only === undefined) {
      return;
    }
    if (toTell.length === 1) {
      void tell(only);
    } else {
      // A matrix whose runs all fail at once is one message.
      void tellSeveral(toTell);
    }
  }

  #isWorthTelling(run: RunSummary): boolean {
    const seen = vscode.window.state.focused && this.options.isVisible(run.folder);
    if (seen || run.status === 'cancelled') {
      return false;
    }
    const atLeast = vscode.workspace.getConfiguration('modelsmith').get('notifyAfterSeconds', 10);
    return run.status !== 'succeeded' || (run.record.seconds ?? 0) >= atLeast;
  }
}

async function tell(run: RunSummary): Promise<void> {
  const name = runName(run);
  const actions: Readonly<
    Record<
      string,
      CommandId & ('modelsmith.openView' | 'modelsmith.showLog' | 'modelsmith.resume' | 'modelsmith.revealOutput')
    >
  > = {
    [hostTexts.openView()]: 'modelsmith.openView',
    ...(run.status === 'succeeded' ? { [hostTexts.revealOutput()]: 'modelsmith.revealOutput' } : {}),
    ...(run.status === 'interrupted' ? { [hostTexts.resume()]: 'modelsmith.resume' } : {}),
    ...(run.status === 'succeeded' ? {} : { [hostTexts.showLog()]: 'modelsmith.showLog' }),
  };
  const labels = Object.keys(actions);
  const [first] = run.record.problems ?? [];
  const chosen =
    run.status === 'succeeded'
      ? await vscode.window.showInformationMessage(
          hostTexts.runSucceeded(name, durationText(run.record.seconds ?? 0)),
          ...labels,
        )
      : run.status === 'failed' && first !== undefined
        ? await vscode.window.showErrorMessage(hostTexts.runFailed(name, formatProblem(first)), ...labels)
        : await vscode.window.showWarningMessage(hostTexts.runEnded(name, statusWord(run.status)), ...labels);
  const command = chosen === undefined ? undefined : actions[chosen];
  if (command !== undefined) {
    await execute(command, run.folder);
  }
}

async function tellSeveral(runs: readonly RunSummary[]): Promise<void> {
  const failed = runs.filter(({ status }) => status !== 'succeeded').length;
  const message = hostTexts.severalEnded(runs.length, failed);
  const show = hostTexts.showExplorer();
  const chosen =
    failed > 0
      ? await vscode.window.showErrorMessage(message, show)
      : await vscode.window.showInformationMessage(message, show);
  if (chosen === show) {
    await vscode.commands.executeCommand('modelsmith.experiments.focus');
  }
}
