import * as vscode from 'vscode';

export { expandMatrix } from '../../experiments/expand-matrix.js';
export { parseExperiment } from '../../experiments/parse.js';
export { experimentParameters } from './experiment-parameters.js';
export { allStarters, carrierOf, newExperimentText, viewOf } from './kind-facts.js';

/** Completions, hovers, diagnostics and lenses of experiment documents. */
export function registerLanguageFeatures(_context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.Disposable.from();
}
