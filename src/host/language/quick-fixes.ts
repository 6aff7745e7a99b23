import * as vscode from 'vscode';
import type { Problem } from '../../base/errors.js';
import { editorTexts } from '../../base/texts/editor.js';
import { isExperimentDocument } from '../is-experiment-document.js';
import type { ParsedDocuments } from './parsed-documents.js';
import { problemRange } from './problem-range.js';

/** Offers to replace a mistyped key or value by what was probably meant. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  constructor(private readonly documents: ParsedDocuments) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (!isExperimentDocument(document)) {
      return [];
    }
    return this.documents.parse(document).problems.flatMap((problem) => {
      const at = problemRange(problem.where);
      const word = suggestionOf(problem);
      if (word === undefined || at.intersection(range) === undefined) {
        return [];
      }
      const action = new vscode.CodeAction(editorTexts.replaceWith(word), vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, at, word);
      action.isPreferred = true;
      action.diagnostics = context.diagnostics.filter(
        (diagnostic) => diagnostic.code === problem.code && diagnostic.range.isEqual(at),
      );
      return [action];
    });
  }
}

/** A word that can stand where the wrong one does; a key of another level can't. */
function suggestionOf(problem: Problem): string | undefined {
  switch (problem.code) {
    case 'value-choice':
    case 'kind-unknown':
    case 'matrix-key-unknown':
      return problem.arguments.suggestion;
    case 'key-unknown':
      return problem.arguments.suggestion?.includes('.') === true ? undefined : problem.arguments.suggestion;
    default:
      return undefined;
  }
}
