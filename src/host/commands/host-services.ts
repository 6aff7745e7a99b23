import type * as vscode from 'vscode';
import type { ExperimentFiles } from '../explorer/experiment-files.js';
import type { ExperimentsTree } from '../explorer/experiments-tree.js';
import type { Log } from '../log.js';
import type { RunPanels } from '../panels/run-panels.js';
import type { RunLauncher } from '../runs/run-launcher.js';
import type { RunLogs } from '../runs/run-logs.js';
import type { RunProgressTracker } from '../runs/run-progress.js';
import type { WorkspaceRuns } from '../runs/workspace-runs.js';
import type { WorkerClient } from '../../experiments/carriers/worker-client.js';
import type { ExperimentProblems } from '../experiment-problems.js';
import type { PlanDocuments } from '../plan-documents.js';
import type { Targets } from './targets.js';

/** The pieces of the host that commands work with. */
export interface HostServices {
  readonly extension: vscode.ExtensionContext;
  readonly log: Log;
  readonly files: ExperimentFiles;
  readonly runs: WorkspaceRuns;
  readonly progress: RunProgressTracker;
  readonly tree: ExperimentsTree;
  readonly panels: RunPanels;
  readonly launcher: RunLauncher;
  readonly logs: RunLogs;
  readonly problems: ExperimentProblems;
  readonly plans: PlanDocuments;
  /** Answers what only a worker may find out: plans, listings, histograms. */
  readonly worker: WorkerClient;
  readonly targets: Targets;
}
