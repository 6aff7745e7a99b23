import { parseCounts } from './counts.mjs';

/**
 * Why a run of `npm test` may not pass, or undefined where it may. Its last line must be the line of counts, name no failure, and count
 * at least `minimum` passed tests; `minimum` must not have fallen below what it ever was.
 * @param {{ output: string, status: string, minimum: number, highestMinimum: number }} run
 * @returns {string | undefined}
 */
export function judgeRun({ output, status, minimum, highestMinimum }) {
  const counts = parseCounts(output.trimEnd().split('\n').at(-1) ?? '');
  if (!(minimum > 0)) {
    return 'the minimum of passed tests is not a number above 0';
  }
  if (minimum < highestMinimum) {
    return `the minimum of passed tests fell from ${highestMinimum} to ${minimum}; it only rises`;
  }
  if (counts === undefined) {
    return 'npm test did not end with the line "N passed, N failed, N skipped"';
  }
  if (counts.failed > 0) {
    return `${counts.failed} failed`;
  }
  if (status !== '0') {
    return `npm test ended with status ${status}`;
  }
  if (counts.passed < minimum) {
    return `${counts.passed} passed, but at least ${minimum} have to`;
  }
  return undefined;
}
