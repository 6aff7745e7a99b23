import { describeRun } from '../runs/describe-run.js';
import { setHubToken } from '../hub-token.js';
import { installTensorflow } from '../tensorflow-runtime.js';
import type { CommandTable } from './command-table.js';
import { deleteRuns, resumeRuns, showRunning, stopRuns } from './control-runs.js';
import { createSample } from './create-sample.js';
import { noteRun, renameRun, starRuns } from './edit-notes.js';
import type { HostServices } from './host-services.js';
import { copyRunId, openExperiment, openView, revealOutput, showLog } from './look-at-run.js';
import { materialiseIndividual } from './materialise.js';
import { newExperiment } from './new-experiment.js';
import { planExperiment } from './plan-experiment.js';
import { runExperiment } from './run-experiment.js';
import { exportResult, pushResult } from './share-result.js';
import { runInTerminal } from './run-in-terminal.js';

/** What each command of `package.json` does. */
export function allCommands(host: HostServices): CommandTable {
  return {
    'modelsmith.newExperiment': () => newExperiment(),
    'modelsmith.createSample': () => createSample(host),
    'modelsmith.run': (target) => runExperiment(host, target, { background: false }),
    'modelsmith.runInBackground': (target) => runExperiment(host, target, { background: true }),
    'modelsmith.runInTerminal': (target) => runInTerminal(host, target),
    'modelsmith.plan': (target) => planExperiment(host, target),
    'modelsmith.stop': (target, selected) => stopRuns(host, target, selected),
    'modelsmith.resume': (target, selected) => resumeRuns(host, target, selected),
    'modelsmith.openView': (target, focus) => openView(host, target, focus),
    'modelsmith.revealOutput': (target) => revealOutput(host, target),
    'modelsmith.showLog': (target) => showLog(host, target),
    'modelsmith.openExperiment': (target) => openExperiment(host, target),
    'modelsmith.copyRunId': (target) => copyRunId(host, target),
    'modelsmith.renameRun': (target) => renameRun(host, target),
    'modelsmith.starRun': (target, selected) => starRuns(host, target, selected, true),
    'modelsmith.unstarRun': (target, selected) => starRuns(host, target, selected, false),
    'modelsmith.noteRun': (target) => noteRun(host, target),
    'modelsmith.deleteRun': (target, selected) => deleteRuns(host, target, selected),
    'modelsmith.showRunning': () =>
      showRunning(host, (run) => describeRun(run, { progress: host.progress.of(run.folder) }).description),
    'modelsmith.showMore': (parentId) => {
      if (typeof parentId === 'string') {
        host.tree.showMore(parentId);
      }
    },
    'modelsmith.refresh': async () => {
      host.files.refresh();
      await host.runs.refresh();
    },
    'modelsmith.installTensorflow': () => installTensorflow(host.worker),
    'modelsmith.push': (target) => pushResult(host, target),
    'modelsmith.exportGguf': (target) => exportResult(host, target),
    'modelsmith.materialise': (target, individual) => materialiseIndividual(host, target, individual),
    'modelsmith.setHubToken': () => setHubToken(host.extension.secrets),
    'modelsmith.showOutputChannel': () => {
      host.log.show();
    },
  };
}
