import * as vscode from 'vscode';
import type { Problem } from '../../base/errors.js';
import { hostTexts } from '../../base/texts/host.js';
import { bytesText } from '../../base/texts/runs.js';
import { estimateText } from '../estimate-text.js';
import type { Plan } from '../../protocol/plan.js';
import { readExperiment } from '../read-experiment.js';
import type { HostServices } from './host-services.js';
import { requestPlans } from './request-plans.js';
import { showFileErrors } from './show-file-errors.js';

/**
 * Checks an experiment against the headers of its models without running it: what is wrong is marked in the file, what it
 * would do and cost is said. Reads only, so it works in an untrusted workspace, too.
 */
export async function planExperiment(host: HostServices, target: unknown): Promise<void> {
  const uri = await host.targets.experiment(target);
  if (uri === undefined) {
    return;
  }
  const read = await readExperiment(uri);
  host.problems.clear(uri);
  if (read === undefined) {
    return;
  }
  if (read.experiments.length === 0) {
    await showFileErrors(host, uri, read);
    return;
  }
  const plans = await requestPlans(host, { text: read.text, file: uri.fsPath });
  const [first] = plans ?? [];
  if (plans === undefined || first === undefined) {
    return;
  }
  const problems = distinct(plans.flatMap((plan) => plan.problems));
  await host.problems.mark(uri, problems);
  if (problems.some(({ severity }) => severity === 'error')) {
    await host.problems.show(uri, problems);
    return;
  }
  const show = hostTexts.showPlan();
  const run = hostTexts.run();
  const warnings = problems.length;
  const chosen = await vscode.window.showInformationMessage(
    [summary(first, plans), ...(warnings > 0 ? [hostTexts.planWarnings(warnings)] : [])].join(' '),
    show,
    ...(vscode.workspace.isTrusted ? [run] : []),
  );
  if (chosen === run) {
    await vscode.commands.executeCommand('modelsmith.run', uri);
  } else if (chosen === show) {
    await host.plans.show(uri, plans);
  }
}

/** The plans of a matrix find the same thing once a run. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

function summary(first: Plan, plans: readonly Plan[]): string {
  const sum = (of: (plan: Plan) => number): number => plans.reduce((total, plan) => total + of(plan), 0);
  const cost = hostTexts.planCost({
    read: bytesText(sum((plan) => plan.estimate.readBytes)),
    write: bytesText(sum((plan) => plan.estimate.writeBytes)),
    memory: bytesText(Math.max(...plans.map((plan) => plan.estimate.memoryBytes))),
    time: estimateText(sum((plan) => plan.estimate.seconds ?? Number.NaN)),
  });
  return plans.length === 1
    ? hostTexts.planOfOne(first.name, cost)
    : hostTexts.planOfSeveral(first.name, plans.length, cost);
}
