import * as path from 'node:path';
import * as vscode from 'vscode';
import { formatProblem } from '../base/texts/format-problem.js';
import { hostTexts } from '../base/texts/host.js';
import { bytesText, figureName, figureValue } from '../base/texts/runs.js';
import { estimateText } from './estimate-text.js';
import type { Plan } from '../protocol/plan.js';
import { experimentName } from './explorer/explorer-nodes.js';
import { Lifetime } from './lifetime.js';

const SCHEME = 'modelsmith-plan';

/** Plans as read-only documents: one per experiment file, the newest. */
export class PlanDocuments extends Lifetime implements vscode.TextDocumentContentProvider {
  readonly #changed = this.own(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();

  constructor() {
    super();
    this.own(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  async show(experiment: vscode.Uri, plans: readonly Plan[]): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${hostTexts.planOf(experimentName(experiment.fsPath))}`,
      query: experiment.fsPath,
    });
    this.#texts.set(uri.query, plans.map((plan) => planText(plan, path.dirname(experiment.fsPath))).join('\n\n'));
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.query) ?? '';
  }
}

/** A plan as a table of names and values, then what it reads and writes. */
function planText(plan: Plan, folder: string): string {
  const { estimate } = plan;
  const rows: readonly (readonly [string, string])[] = [
    ...plan.figures.map((figure) => [figureName(figure.name), figureValue(figure)] as const),
    [hostTexts.toRead(), bytesText(estimate.readBytes)],
    [hostTexts.toWrite(), bytesText(estimate.writeBytes)],
    [hostTexts.freeDisk(), bytesText(estimate.freeDiskBytes)],
    [hostTexts.memory(), bytesText(estimate.memoryBytes)],
    ...(estimate.seconds === undefined ? [] : [[hostTexts.time(), estimateText(estimate.seconds)] as const]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const relative = (file: string): string => {
    const way = path.relative(folder, file);
    return way.startsWith('..') ? file : way;
  };
  return [
    plan.name,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    hostTexts.inputs(),
    ...plan.inputs.map((file) => `  ${relative(file)}`),
    hostTexts.output(),
    `  ${plan.output === undefined ? hostTexts.runArtifacts() : relative(plan.output)}`,
    ...(plan.problems.length === 0 ? [] : ['', ...plan.problems.map((one) => formatProblem(one))]),
  ].join('\n');
}
