import * as l10n from '@vscode/l10n';
import type { ErrorArguments, ErrorCode } from '../error-codes.js';
import type { Problem, Where } from '../errors.js';
import type { ProblemText } from './problem-text.js';
import { problemTexts } from './problems.js';

/**
 * A problem in words. One that another version wrote into a log, with a code or arguments that this one doesn't know, gets
 * a general sentence: a list of runs must not fail over one of them.
 */
export function problemText(problem: Problem): ProblemText {
  if (Object.hasOwn(problemTexts, problem.code)) {
    try {
      return knownText(problem);
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) {
        throw thrown;
      }
    }
  }
  return {
    what: l10n.t('A problem of a kind that this version does not know: {0}.', problem.code),
    advice: l10n.t('Update Modelsmith to read it.'),
  };
}

function knownText(problem: Problem): ProblemText {
  // The mapped type pairs each code with its arguments; a union of both can't be called without widening.
  const text = problemTexts[problem.code] as (args: ErrorArguments[ErrorCode], where: Where) => ProblemText;
  return text(problem.arguments, problem.where);
}

/** Where it is: `file:line:column`, then the model and the tensor; empty when nothing is known. */
export function formatPlace(where: Where): string {
  const { named } = where;
  const parts: string[] = named === undefined ? [] : [`${named.file}:${String(named.line)}:${String(named.column)}`];
  if (where.file !== undefined) {
    const position = [where.line, where.line === undefined ? undefined : where.column];
    parts.push([where.file, ...position.filter((number) => number !== undefined)].join(':'));
  }
  if (where.model !== undefined) {
    parts.push(l10n.t('model {0}', where.model));
  }
  if (where.tensor !== undefined) {
    parts.push(l10n.t('tensor {0}', where.tensor));
  }
  return parts.join(', ');
}

/** Where a problem is, without the file that its own words name: where an experiment names it, that comes first. */
export function problemPlace(problem: Problem): string {
  const { named, file, ...where } = problem.where;
  if (named === undefined || file === undefined || !problemText(problem).what.includes(file)) {
    return formatPlace(problem.where);
  }
  return formatPlace({ ...where, named });
}

/** One line: place, what happened, what to do. `place: false` leaves the place to whoever shows the line. */
export function formatProblem(problem: Problem, options: { readonly place: boolean } = { place: true }): string {
  const { what, advice } = problemText(problem);
  const place = options.place ? problemPlace(problem) : '';
  return place === '' ? `${what} ${advice}` : `${place}: ${what} ${advice}`;
}
