import * as vscode from 'vscode';
import type { Problem } from '../base/errors.js';
import { parseKeyPath } from '../base/key-path.js';
import { formatPlace, formatProblem } from '../base/texts/format-problem.js';
import { hostTexts } from '../base/texts/host.js';
import type { TextRange } from '../experiments/parse/text-range.js';
import { languageModule } from './language-module.js';
import { Lifetime } from './lifetime.js';

/** A problem with the place of the file that it is about. */
interface PlacedProblem {
  readonly problem: Problem;
  readonly range: vscode.Range;
  /** In words. */
  readonly sentence: string;
}

/**
 * What plans and runs found wrong with an experiment, shown in its file: at the value that is to blame, else at the top.
 * What the text alone tells is shown by the language features; this stays until the file is changed, planned or run again.
 */
export class ExperimentProblems extends Lifetime {
  readonly #diagnostics = this.own(vscode.languages.createDiagnosticCollection('modelsmith-runs'));

  constructor() {
    super();
    this.own(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.clear(document.uri);
        }
      }),
    );
  }

  clear(uri: vscode.Uri): void {
    this.#diagnostics.delete(uri);
  }

  /** Marks the problems in the file, as it stands now; nothing happens where it is gone. */
  async mark(uri: vscode.Uri, problems: readonly Problem[]): Promise<void> {
    const placed = await place(uri, problems);
    this.#diagnostics.set(
      uri,
      placed.map(({ problem, range, sentence }) => {
        const diagnostic = new vscode.Diagnostic(
          range,
          sentence,
          problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
        );
        diagnostic.source = 'Modelsmith';
        diagnostic.code = problem.code;
        return diagnostic;
      }),
    );
  }

  /** Opens the file of an experiment at its first error and says it. */
  async show(uri: vscode.Uri, problems: readonly Problem[]): Promise<void> {
    const errors = await place(
      uri,
      problems.filter((one) => one.severity === 'error'),
    );
    const [first] = errors;
    if (first === undefined) {
      return;
    }
    const { start } = first.range;
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(start, start) });
    const list = hostTexts.showProblems();
    const said = hostTexts.atLine(vscode.workspace.asRelativePath(uri), start.line + 1, first.sentence);
    void vscode.window
      .showErrorMessage(errors.length === 1 ? said : hostTexts.severalProblems(said, errors.length - 1), list)
      .then((chosen) =>
        chosen === list ? vscode.commands.executeCommand('workbench.actions.view.problems') : undefined,
      );
  }
}

async function place(uri: vscode.Uri, problems: readonly Problem[]): Promise<readonly PlacedProblem[]> {
  if (problems.length === 0) {
    return [];
  }
  const text = await Promise.resolve(vscode.workspace.openTextDocument(uri)).then(
    (document) => document.getText(),
    () => undefined,
  );
  if (text === undefined) {
    return [];
  }
  const { positionOf } = languageModule().parseExperiment(text, uri.fsPath);
  const placed = problems.map((problem): PlacedProblem => {
    const { file, key, line, column, endLine, endColumn, named } = problem.where;
    const isHere = file === undefined || file === uri.fsPath;
    const found =
      line !== undefined && isHere
        ? { line, column: column ?? 1, endLine: endLine ?? line, endColumn: endColumn ?? column ?? 1 }
        : (named ?? positionOf(key === undefined ? [] : parseKeyPath(key)));
    return { problem, range: rangeOf(found), sentence: sentenceOf(problem, uri.fsPath) };
  });
  return placed.sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** A problem in words for a reader who sees its value marked: with what else is to blame, unless the words name it. */
function sentenceOf(problem: Problem, experiment: string): string {
  const sentence = formatProblem(problem, { place: false });
  const { file, tensor } = problem.where;
  const elsewhere = formatPlace({
    ...(file === undefined || file === experiment || sentence.includes(file) ? {} : { file }),
    ...(tensor === undefined || sentence.includes(tensor) ? {} : { tensor }),
  });
  return elsewhere === '' ? sentence : `${elsewhere}: ${sentence}`;
}

/** Problems count lines and columns from 1, the editor from 0. */
function rangeOf({ line, column, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
