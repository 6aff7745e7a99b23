import { ModelsmithError, isCancellation, problemsOf } from '../base/errors.js';
import type { Problem } from '../base/errors.js';
import { cliTexts } from '../base/texts/cli.js';
import { problemDetails } from '../base/texts/event-text.js';
import { problemPlace, problemText } from '../base/texts/format-problem.js';
import type { ExitCode } from './exit-code.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import type { Terminal } from './terminal/terminal.js';

/** A problem as machines get it: the code to act on, and the sentences of the user's language. */
export function problemJson(problem: Problem): Readonly<Record<string, unknown>> {
  const { code, severity, where, arguments: args } = problem;
  const { what, advice } = problemText(problem);
  return { code, severity, where, message: what, advice, arguments: args };
}

/** Writes problems as notes: what and where in one line, what to do in the next. */
export function noteProblems(terminal: Terminal, problems: readonly Problem[]): void {
  for (const problem of problems) {
    const { what, advice } = problemText(problem);
    const place = problemPlace(problem);
    const isError = problem.severity === 'error';
    terminal.note(
      isError ? { text: cliTexts.errorLabel(), tone: 'error' } : { text: cliTexts.warningLabel(), tone: 'warning' },
      ` ${place === '' ? '' : `${place}: `}${what}`,
    );
    terminal.note(`  ${advice}`);
    for (const line of problemDetails(problem)) {
      terminal.note({ text: `  ${line}`, tone: 'quiet' });
    }
  }
}

/** Tells what ended a command, for people or for machines, and with which code to exit. */
export function reportFailure(terminal: Terminal, thrown: unknown, options: { readonly json: boolean }): ExitCode {
  if (isCancellation(thrown) && !(thrown instanceof ModelsmithError)) {
    if (options.json) {
      terminal.json({ type: 'cancelled' });
    } else {
      terminal.note(cliTexts.cancelled());
    }
    return exitCodes.cancelled;
  }
  const problems = problemsOf(thrown);
  if (options.json) {
    terminal.json({ type: 'problems', problems: problems.map(problemJson) });
  } else {
    noteProblems(terminal, problems);
  }
  return exitCodeOf(problems);
}
