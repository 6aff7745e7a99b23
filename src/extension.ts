import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { hostTexts } from './base/texts/host.js';
import { WorkerClient } from './experiments/carriers/worker-client.js';
import { allCommands } from './host/commands/all-commands.js';
import { registerCommands } from './host/commands/command-table.js';
import { Targets } from './host/commands/targets.js';
import { ExperimentDocuments } from './host/experiment-documents.js';
import { ExperimentProblems } from './host/experiment-problems.js';
import { ExperimentFiles } from './host/explorer/experiment-files.js';
import { ExperimentsTree } from './host/explorer/experiments-tree.js';
import { ExplorerView } from './host/explorer/explorer-view.js';
import { secretsForWorkers } from './host/hub-token.js';
import { createLog } from './host/log.js';
import type { ModelsmithApi } from './host/modelsmith-api.js';
import { RunPanels } from './host/panels/run-panels.js';
import { PlanDocuments } from './host/plan-documents.js';
import { reportError } from './host/report-error.js';
import { EndNotifier } from './host/runs/end-notifier.js';
import { RunLauncher } from './host/runs/run-launcher.js';
import { RunLogs } from './host/runs/run-logs.js';
import { RunProgressTracker } from './host/runs/run-progress.js';
import { RunStatusBar } from './host/runs/status-bar.js';
import { WorkspaceRuns } from './host/runs/workspace-runs.js';
import { contributeRuntimeFolder } from './host/tensorflow-runtime.js';
import { contributeTerminalPath } from './host/terminal/terminal-path.js';

let launcher: RunLauncher | undefined;

/** Builds the pieces of the host. Nothing is read here: files are searched and runs listed after it returns. */
export function activate(extension: vscode.ExtensionContext): ModelsmithApi {
  if (vscode.l10n.bundle !== undefined) {
    l10n.config({ contents: vscode.l10n.bundle });
  }
  const own = <T extends vscode.Disposable>(thing: T): T => {
    extension.subscriptions.push(thing);
    return thing;
  };
  const { extensionUri } = extension;
  const workerBundle = path.join(extension.extensionPath, 'dist', 'worker.js');
  const log = own(createLog());
  const onError = (what: string, thrown: unknown): void => {
    reportError(log, what, thrown);
  };

  const files = own(new ExperimentFiles());
  const runs = own(new WorkspaceRuns(files, log));
  const progress = own(new RunProgressTracker(runs, log));
  const tree = own(new ExperimentsTree(files, runs, progress));
  const view = own(new ExplorerView(tree, runs));
  const logs = own(new RunLogs(runs, progress));
  const plans = own(new PlanDocuments());
  const problems = own(new ExperimentProblems());
  const targets: Targets = new Targets({
    files,
    runs,
    selection: () => view.selection,
    activeRun: () => panels.active,
  });
  const pickRun: Targets['pickRun'] = (others) => targets.pickRun(others, hostTexts.pickRunToCompare());
  const panels = own(new RunPanels({ extensionUri, runs, log, pickRun }));
  const serve = secretsForWorkers(extension.secrets);
  const worker = own(new WorkerClient({ workerBundle, serve }));
  launcher = own(new RunLauncher({ runs, workerBundle, log, onError, serve }));

  const reading = { log, files, runs, progress, tree, panels, logs, plans, problems, targets };
  own(registerCommands(allCommands({ extension, ...reading, launcher, worker }), onError));
  own(new RunStatusBar(runs, progress));
  own(new EndNotifier({ runs, problems, isVisible: (folder) => panels.isVisible(folder) }));
  own(new ExperimentDocuments(extension, log));
  contributeTerminalPath(extension);
  contributeRuntimeFolder(extension);
  void runs.start();
  return { runs, explorer: tree };
}

/** Leaves what runs in this window interrupted at its last snapshot; runs in the background go on. */
export async function deactivate(): Promise<void> {
  await launcher?.close();
}
