import * as vscode from 'vscode';
import { editorTexts } from '../../base/texts/editor.js';
import { countRuns } from '../../experiments/matrix.js';
import type { CommandArguments } from '../commands/command-table.js';
import { isExperimentDocument } from '../is-experiment-document.js';
import type { ParsedDocuments } from './parsed-documents.js';

/** *Run* and *Plan* above the first line; with a matrix, how many runs it makes. */
export class CodeLenses implements vscode.CodeLensProvider {
  constructor(private readonly documents: ParsedDocuments) {}

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!isExperimentDocument(document)) {
      return [];
    }
    const top = new vscode.Range(0, 0, 0, 0);
    const runs = countRuns(this.documents.parse(document).experiment?.matrix);
    const run: CommandArguments['modelsmith.run'] = [document.uri];
    const plan: CommandArguments['modelsmith.plan'] = [document.uri];
    return [
      new vscode.CodeLens(top, {
        title: editorTexts.run(runs),
        tooltip: editorTexts.runHint(runs),
        command: 'modelsmith.run',
        arguments: run,
      }),
      new vscode.CodeLens(top, {
        title: editorTexts.plan(),
        tooltip: editorTexts.planHint(),
        command: 'modelsmith.plan',
        arguments: plan,
      }),
    ];
  }
}
