import type { Problem } from '../errors.js';
import { problemText } from './format-problem.js';

/** Why a candidate has no score, in a sentence; of a log that may be anything. Empty where nothing says so. */
export function candidateFailure({ problems = [] }: { readonly problems?: readonly unknown[] | undefined }): string {
  const [first] = problems.filter(isProblem);
  return first === undefined ? '' : problemText(first).what;
}

function isProblem(value: unknown): value is Problem {
  const one: Readonly<Record<string, unknown>> = { ...(value as object | null) };
  return typeof one['code'] === 'string' && typeof one['where'] === 'object' && one['where'] !== null;
}
