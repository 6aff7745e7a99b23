import * as vscode from 'vscode';
import { outlineOf, type OutlineEntry } from '../../experiments/assist/outline-of.js';
import { isExperimentDocument } from '../is-experiment-document.js';

/** The keys of an experiment as an outline, for breadcrumbs and *Go to symbol*. */
export class Outline implements vscode.DocumentSymbolProvider {
  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    // In plain YAML files an extension for YAML does this, if there is one.
    return isExperimentDocument(document) && document.languageId !== 'yaml'
      ? outlineOf(document.getText()).map((entry) => toSymbol(entry, document))
      : [];
  }
}

function toSymbol(entry: OutlineEntry, document: vscode.TextDocument): vscode.DocumentSymbol {
  const at = (offsets: readonly [number, number]): vscode.Range =>
    new vscode.Range(document.positionAt(offsets[0]), document.positionAt(offsets[1]));
  const kinds = {
    mapping: vscode.SymbolKind.Object,
    list: vscode.SymbolKind.Array,
    scalar: vscode.SymbolKind.Property,
  };
  const symbol = new vscode.DocumentSymbol(entry.name, entry.value, kinds[entry.form], at(entry.whole), at(entry.key));
  symbol.children = entry.children.map((child) => toSymbol(child, document));
  return symbol;
}
