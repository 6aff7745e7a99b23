import type * as vscode from 'vscode';

/** The language of `*.experiment.yaml`. */
export const EXPERIMENT_LANGUAGE = 'modelsmith-experiment';

/**
 * True of experiment files, and of YAML whose top level has `merge_method` and no `kind`: mergekit's. A glance at the
 * text, so that every other YAML file costs nothing; whoever reads the file parses it.
 */
export function isExperimentDocument(document: vscode.TextDocument): boolean {
  return document.languageId === EXPERIMENT_LANGUAGE || isMergekitDocument(document);
}

/** True of YAML files that mergekit would take. */
export function isMergekitDocument(document: vscode.TextDocument): boolean {
  if (document.languageId !== 'yaml') {
    return false;
  }
  const text = document.getText();
  return /^["']?merge_method["']?\s*:/m.test(text) && !/^["']?kind["']?\s*:/m.test(text);
}
