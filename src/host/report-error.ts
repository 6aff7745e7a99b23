import * as vscode from 'vscode';
import { isCancellation, problemsOf } from '../base/errors.js';
import { formatProblem } from '../base/texts/format-problem.js';
import { hostTexts } from '../base/texts/host.js';
import { logError } from './log.js';
import type { Log } from './log.js';

/** Tells the user what went wrong, in a sentence, and keeps the rest in the log. Cancelling is no error. */
export function reportError(log: Log, what: string, thrown: unknown): void {
  if (isCancellation(thrown)) {
    return;
  }
  logError(log, what, thrown);
  const [first, ...others] = problemsOf(thrown);
  const sentence = formatProblem(first);
  const show = hostTexts.showLog();
  void vscode.window
    .showErrorMessage(others.length === 0 ? sentence : hostTexts.severalProblems(sentence, others.length), show)
    .then((chosen) => {
      if (chosen === show) {
        log.show();
      }
    });
}
