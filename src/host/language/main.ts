import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { EXPERIMENT_LANGUAGE } from '../is-experiment-document.js';
import { CodeLenses } from './code-lenses.js';
import { Completions } from './completions.js';
import { Diagnostics } from './diagnostics.js';
import { Hovers } from './hovers.js';
import { Outline } from './outline.js';
import { ParsedDocuments } from './parsed-documents.js';
import { QuickFixes } from './quick-fixes.js';

export { carrierOfRun } from '../../experiments/carriers/carrier-of-run.js';
export { expandMatrix } from '../../experiments/expand-matrix.js';
export { parseExperiment } from '../../experiments/parse.js';
export { experimentParameters } from './experiment-parameters.js';
export { allStarters, newExperimentText, viewOf } from './kind-facts.js';

/** Completions, hovers, diagnostics, quick fixes, lenses and the outline of experiment documents. */
export function registerLanguageFeatures(_context: vscode.ExtensionContext): vscode.Disposable {
  if (vscode.l10n.bundle !== undefined) {
    // This bundle has a catalogue of its own.
    l10n.config({ contents: vscode.l10n.bundle });
  }
  // Every provider looks at the document again: of plain YAML files only mergekit's are meant.
  const selector: vscode.DocumentSelector = [{ language: EXPERIMENT_LANGUAGE }, { language: 'yaml' }];
  const documents = new ParsedDocuments();
  const { languages } = vscode;
  return vscode.Disposable.from(
    new Diagnostics(documents),
    languages.registerCodeActionsProvider(selector, new QuickFixes(documents), QuickFixes.metadata),
    languages.registerCodeLensProvider(selector, new CodeLenses(documents)),
    languages.registerHoverProvider(selector, new Hovers()),
    languages.registerCompletionItemProvider(selector, new Completions(), ...Completions.triggers),
    languages.registerDocumentSymbolProvider({ language: EXPERIMENT_LANGUAGE }, new Outline()),
  );
}
