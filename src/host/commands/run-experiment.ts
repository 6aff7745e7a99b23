import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import { newGroup } from '../../experiments/runs/create-run.js';
import type { Experiment } from '../../experiments/experiment.js';
import { readExperiment } from '../read-experiment.js';
import { isActive } from '../runs/status-bar.js';
import { requireTrust } from '../trust.js';
import type { HostServices } from './host-services.js';
import { showFileErrors } from './show-file-errors.js';

/** A matrix of more runs than this is asked about before its folders are made. */
const ASK_FROM_RUNS = 20;

export interface RunOptions {
  /** In a process that outlives the window. */
  readonly background: boolean;
}

/**
 * Runs an experiment file: checks it, makes its runs (one, or one for each combination of its matrix), and queues them.
 * A file with errors isn't run; its errors are shown where they are.
 */
export async function runExperiment(host: HostServices, target: unknown, { background }: RunOptions): Promise<void> {
  const uri = await host.targets.experiment(target);
  if (uri === undefined || !(await requireTrust(hostTexts.running()))) {
    return;
  }
  const read = await readExperiment(uri);
  host.problems.clear(uri);
  if (read === undefined) {
    return;
  }
  const { experiments } = read;
  const [first] = experiments;
  if (first === undefined) {
    await showFileErrors(host, uri, read);
    return;
  }
  if (experiments.length >= ASK_FROM_RUNS && !(await confirmMany(first, experiments.length))) {
    return;
  }
  const root = await host.runs.rootOf(uri.fsPath);
  const store = host.runs.store(root);
  const group = experiments.length > 1 ? { group: newGroup() } : {};
  const folders: string[] = [];
  for (const experiment of experiments) {
    folders.push(await store.create(experiment, { startedBy: 'vscode', background, ...group }));
  }
  await host.runs.refresh();
  const only = folders.length === 1 ? host.runs.get(folders[0] ?? '') : undefined;
  // What its user watches isn't covered by a run that waits.
  const isFirst = !host.runs.all.some((run) => run.folder !== only?.folder && isActive(run));
  if (only !== undefined && isFirst && openViewOnRun()) {
    host.panels.open(only, { beside: true, preserveFocus: true });
  }
  host.launcher.workOff(root);
}

function openViewOnRun(): boolean {
  return vscode.workspace.getConfiguration('modelsmith').get('openViewOnRun', true);
}

async function confirmMany(experiment: Experiment, count: number): Promise<boolean> {
  const start = hostTexts.startRuns(count);
  const chosen = await vscode.window.showWarningMessage(
    hostTexts.manyRuns(experiment.name, count),
    { modal: true, detail: hostTexts.manyRunsDetail() },
    start,
  );
  return chosen === start;
}
