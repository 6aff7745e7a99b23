import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { formatProblem } from '../../base/texts/format-problem.js';
import { statusWord } from '../../base/texts/runs.js';
import { readEvents } from '../../experiments/runs/read-events.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { Lifetime } from '../lifetime.js';
import { runName } from './describe-run.js';
import { logLines } from './event-line.js';
import type { RunProgressTracker } from './run-progress.js';
import type { WorkspaceRuns } from './workspace-runs.js';

const SCHEME = 'modelsmith-log';

/** A run's log as a read-only document, which grows while the run goes on. */
export class RunLogs extends Lifetime implements vscode.TextDocumentContentProvider {
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly runs: WorkspaceRuns,
    progress: RunProgressTracker,
  ) {
    super();
    this.own(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.own(
      progress.onDidChange((folder) => {
        this.#tell(folder);
      }),
    );
    this.own(
      runs.onDidChange(({ runs: all, before }) => {
        for (const run of all) {
          if (before.get(run.folder) !== run) {
            this.#tell(run.folder);
          }
        }
      }),
    );
  }

  async show(run: RunSummary): Promise<void> {
    const document = await vscode.workspace.openTextDocument(logUri(run));
    await vscode.languages.setTextDocumentLanguage(document, 'log');
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const folder = uri.query;
    await this.runs.start();
    const run = this.runs.get(folder);
    if (run === undefined) {
      return hostTexts.runGone();
    }
    const lines = logLines(await readEvents(folder));
    // A run that failed before it began, or whose carrier broke, has no event that says so.
    const last =
      run.status === 'failed' && run.record.problems ? run.record.problems.map((one) => formatProblem(one)) : [];
    return [`${runName(run)} · ${run.id} · ${statusWord(run.status)}`, '', ...lines, '', ...last, ''].join('\n');
  }

  #tell(folder: string): void {
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === SCHEME && uri.query === folder);
    if (open !== undefined) {
      this.#changed.fire(open.uri);
    }
  }
}

function logUri(run: RunSummary): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${run.id}.log`, query: run.folder });
}
