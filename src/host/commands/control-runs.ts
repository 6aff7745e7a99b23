import * as vscode from 'vscode';
import { hostTexts } from '../../base/texts/host.js';
import type { RunSummary } from '../../experiments/runs/run-summary.js';
import { runName } from '../runs/describe-run.js';
import { runFlags } from '../runs/run-flags.js';
import { isActive } from '../runs/status-bar.js';
import type { RunFlag } from '../runs/run-flags.js';
import { requireTrust } from '../trust.js';
import type { HostServices } from './host-services.js';

/** Can this be done with the run now? */
export const has =
  (flag: RunFlag) =>
  (run: RunSummary): boolean =>
    runFlags(run).has(flag);

/** Stops runs: each takes a snapshot and ends as cancelled. */
export async function stopRuns(host: HostServices, target: unknown, selected: unknown): Promise<void> {
  const runs = await host.targets.runs(target, selected, has('stoppable'));
  await Promise.all(runs.filter(has('stoppable')).map(async (run) => host.launcher.stop(run)));
}

/** Goes on with runs that ended early. */
export async function resumeRuns(host: HostServices, target: unknown, selected: unknown): Promise<void> {
  const runs = await host.targets.runs(target, selected, has('resumable'));
  if (runs.length > 0 && (await requireTrust(hostTexts.running()))) {
    await host.launcher.resume(runs);
  }
}

/** Removes runs with all that lies in their folders, after asking. What they wrote elsewhere stays. */
export async function deleteRuns(host: HostServices, target: unknown, selected: unknown): Promise<void> {
  const runs = (await host.targets.runs(target, selected, has('deletable'))).filter(has('deletable'));
  const [first] = runs;
  if (first === undefined) {
    return;
  }
  const remove = hostTexts.delete();
  // Nothing stands at an output's name before it is whole.
  const outputs = runs.flatMap(({ status, record }) =>
    status === 'succeeded' && record.output !== undefined ? [vscode.workspace.asRelativePath(record.output)] : [],
  );
  const chosen = await vscode.window.showWarningMessage(
    runs.length === 1 ? hostTexts.deleteOne(runName(first)) : hostTexts.deleteSeveral(runs.length),
    { modal: true, detail: hostTexts.deleteDetail(outputs) },
    remove,
  );
  if (chosen !== remove) {
    return;
  }
  try {
    for (const run of runs) {
      await host.runs.storeOf(run).delete(run.id);
    }
  } finally {
    await host.runs.refresh();
  }
}

interface RunningItem extends vscode.QuickPickItem {
  readonly run: RunSummary;
}

/** Lists what runs and waits; Enter opens a run's view, its button stops it. */
export async function showRunning(host: HostServices, describe: (run: RunSummary) => string): Promise<void> {
  await host.runs.start();
  const picker = vscode.window.createQuickPick<RunningItem>();
  const stop: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('debug-stop'), tooltip: hostTexts.stop() };
  const stopAll: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('stop-circle'),
    tooltip: hostTexts.stopAll(),
  };
  picker.title = hostTexts.runningTitle();
  picker.placeholder = hostTexts.runningPlaceholder();
  const fill = (): void => {
    // What goes on, then what waits in its order; the listing has the newest first.
    const active = host.runs.all.filter(isActive).reverse();
    active.sort((a, b) => Number(a.status === 'queued') - Number(b.status === 'queued'));
    picker.items = active.map((run) => ({
      label: runName(run),
      description: describe(run),
      run,
      buttons: runFlags(run).has('stoppable') ? [stop] : [],
    }));
    picker.buttons = active.length > 1 ? [stopAll] : [];
  };
  const changes = host.runs.onDidChange(fill);
  picker.onDidTriggerItemButton(({ item }) => void host.launcher.stop(item.run));
  picker.onDidTriggerButton(() => {
    for (const { run } of picker.items) {
      void host.launcher.stop(run);
    }
  });
  picker.onDidAccept(() => {
    const [chosen] = picker.selectedItems;
    picker.hide();
    if (chosen !== undefined) {
      host.panels.open(chosen.run);
    }
  });
  picker.onDidHide(() => {
    changes.dispose();
    picker.dispose();
  });
  fill();
  picker.show();
}
