import type { ErrorCode } from '../../base/error-codes.js';
import type { Problem } from '../../base/errors.js';

/** What the same experiment with the same inputs comes to each time: found while computing, so no plan tells it. */
const REPEATED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  // Resuming wants the inputs as they were, and they aren't.
  'input-changed',
  'merge-buffer-differs',
  'merge-directions-cancel',
  'merge-gram-singular',
  'merge-memory',
  'merge-not-finite',
  'merge-weights-cancel',
]);

/** True of a failure that a resumed run would meet again: it isn't worth offering, though nothing forbids it. */
export function failsAgain(problems: readonly Problem[] | undefined): boolean {
  return (problems ?? []).some(({ code, severity }) => severity === 'error' && REPEATED.has(code));
}
