import { ModelsmithError } from '../../base/errors.js';
import type { Problem } from '../../base/errors.js';

/** The error of a run that didn't begin: its problems, or without any that somebody stopped it before. */
export function refusalError([first, ...others]: readonly Problem[]): Error {
  return first === undefined
    ? new DOMException('stopped before it began', 'AbortError')
    : new ModelsmithError([first, ...others]);
}
