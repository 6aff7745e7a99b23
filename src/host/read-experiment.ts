import * as vscode from 'vscode';
import { ModelsmithError, type Problem } from '../base/errors.js';
import { hostTexts } from '../base/texts/host.js';
import type { Experiment } from '../experiments/experiment.js';
import { languageModule } from './language-module.js';

export interface ReadExperiment {
  /** One, or one for each combination of the matrix; empty where the file has errors. */
  readonly experiments: readonly Experiment[];
  readonly problems: readonly Problem[];
  readonly text: string;
}

/** Reads an experiment as it stands in its editor, saved first; undefined when the user didn't want to save. */
export async function readExperiment(uri: vscode.Uri): Promise<ReadExperiment | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isUntitled || document.isDirty) {
    // A run refers to its file, and relative paths start there.
    if (!(await document.save()) || document.isUntitled) {
      void vscode.window.showInformationMessage(hostTexts.saveFirst());
      return undefined;
    }
  }
  const text = document.getText();
  const language = languageModule();
  const { experiment, problems } = language.parseExperiment(text, uri.fsPath);
  try {
    return { experiments: experiment === undefined ? [] : language.expandMatrix(experiment), problems, text };
  } catch (thrown) {
    if (thrown instanceof ModelsmithError) {
      return { experiments: [], problems: [...problems, ...thrown.problems], text };
    }
    throw thrown;
  }
}
