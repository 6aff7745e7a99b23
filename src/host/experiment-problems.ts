import * as vscode from 'vscode';
import type { Problem, Where } from '../base/errors.js';
import { formatPlace, formatProblem } from '../base/texts/format-problem.js';
import { hostTexts } from '../base/texts/host.js';
import { Lifetime } from './lifetime.js';

/**
 * What plans and runs found wrong with an experiment, shown in its file: at the line where it is known, else at the top.
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

  /** Marks the problems in the file. */
  mark(uri: vscode.Uri, problems: readonly Problem[]): void {
    this.#diagnostics.set(
      uri,
      problems.map((one) => {
        const here = one.where.file === undefined || one.where.file === uri.fsPath;
        const diagnostic = new vscode.Diagnostic(
          here ? rangeOf(one.where) : new vscode.Range(0, 0, 0, 0),
          formatProblem(one, { place: !here }),
          one.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
        );
        diagnostic.source = 'Modelsmith';
        diagnostic.code = one.code;
        return diagnostic;
      }),
    );
  }

  /** Opens the file of an experiment that has errors and says so. Its editor shows them (the language features do). */
  async show(uri: vscode.Uri, problems: readonly Problem[]): Promise<void> {
    const errors = problems.filter((one) => one.severity === 'error');
    const [first] = errors;
    const at = first === undefined ? undefined : rangeOf(first.where);
    await vscode.window.showTextDocument(
      uri,
      at === undefined ? {} : { selection: new vscode.Range(at.start, at.start) },
    );
    if (first === undefined) {
      return;
    }
    const list = hostTexts.showProblems();
    const sentence = formatProblem(first, { place: false });
    const place = formatPlace(
      first.where.line === undefined ? {} : { ...first.where, file: vscode.workspace.asRelativePath(uri) },
    );
    const said = place === '' ? sentence : `${place}: ${sentence}`;
    void vscode.window
      .showErrorMessage(errors.length === 1 ? said : hostTexts.severalProblems(said, errors.length - 1), list)
      .then((chosen) => {
        if (chosen === list) {
          return vscode.commands.executeCommand('workbench.actions.view.problems');
        }
        return undefined;
      });
  }
}

/** Problems count lines and columns from 1, the editor from 0. */
function rangeOf(where: Where): vscode.Range {
  const line = (where.line ?? 1) - 1;
  const column = (where.column ?? 1) - 1;
  return new vscode.Range(
    line,
    column,
    (where.endLine ?? where.line ?? 1) - 1,
    (where.endColumn ?? where.column ?? 1) - 1,
  );
}
