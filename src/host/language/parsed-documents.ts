import type * as vscode from 'vscode';
import { parseExperiment, type ParsedExperiment } from '../../experiments/parse.js';

interface Parsed {
  readonly version: number;
  readonly parsed: ParsedExperiment;
}

/** Documents as experiments, each version parsed once for whoever asks. */
export class ParsedDocuments {
  readonly #known = new WeakMap<vscode.TextDocument, Parsed>();

  parse(document: vscode.TextDocument): ParsedExperiment {
    const known = this.#known.get(document);
    if (known?.version === document.version) {
      return known.parsed;
    }
    const parsed = parseExperiment(document.getText(), document.uri.fsPath);
    this.#known.set(document, { version: document.version, parsed });
    return parsed;
  }
}
