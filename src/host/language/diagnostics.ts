import * as vscode from 'vscode';
import type { ErrorCode } from '../../base/error-codes.js';
import type { Problem } from '../../base/errors.js';
import { formatProblem } from '../../base/texts/format-problem.js';
import { isExperimentDocument } from '../is-experiment-document.js';
import { Lifetime } from '../lifetime.js';
import type { ParsedDocuments } from './parsed-documents.js';
import { problemRange } from './problem-range.js';

/** Long enough that a word can be typed, short enough that the answer still belongs to it. */
const PAUSE_MS = 250;

/** What has no effect is shown faded. */
const WITHOUT_EFFECT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'key-without-effect',
  'merge-parameter-level',
  'merge-parameter-unused',
]);

/** What the text of an experiment alone tells is wrong with it, shown in its editor a moment after each change. */
export class Diagnostics extends Lifetime {
  readonly #collection = this.own(vscode.languages.createDiagnosticCollection('modelsmith'));
  readonly #pauses = new Map<string, NodeJS.Timeout>();

  constructor(private readonly documents: ParsedDocuments) {
    super();
    const { workspace } = vscode;
    this.own(workspace.onDidOpenTextDocument((document) => this.#look(document)));
    this.own(workspace.onDidChangeTextDocument(({ document }) => this.#lookSoon(document)));
    this.own(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    workspace.textDocuments.forEach((document) => this.#look(document));
  }

  override dispose(): void {
    for (const pause of this.#pauses.values()) {
      clearTimeout(pause);
    }
    super.dispose();
  }

  #lookSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#pauses.get(key));
    this.#pauses.set(
      key,
      setTimeout(() => {
        this.#pauses.delete(key);
        this.#look(document);
      }, PAUSE_MS),
    );
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#pauses.get(key));
    this.#pauses.delete(key);
    this.#collection.delete(document.uri);
  }

  #look(document: vscode.TextDocument): void {
    if (document.isClosed) {
      return;
    }
    if (!isExperimentDocument(document)) {
      // Also a YAML file that was mergekit's a moment ago.
      this.#collection.delete(document.uri);
      return;
    }
    this.#collection.set(document.uri, this.documents.parse(document).problems.map(toDiagnostic));
  }
}

function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const diagnostic = new vscode.Diagnostic(
    problemRange(problem.where),
    formatProblem(problem, { place: false }),
    problem.severity === 'error' ? error : warning,
  );
  diagnostic.source = 'Modelsmith';
  diagnostic.code = problem.code;
  if (problem.severity === 'warning' && WITHOUT_EFFECT.has(problem.code)) {
    diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  }
  return diagnostic;
}
