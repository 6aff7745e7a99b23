import type { ErrorCode } from '../../base/error-codes.js';
import type { Problem } from '../../base/errors.js';
import { formatKeyPath } from '../../base/key-path.js';
import type { SpecIssue } from '../kind.js';
import type { YamlFile } from './read-yaml.js';

/** Problems of a key itself, not of its value: a reader should look at the word before the colon. */
const ABOUT_THE_KEY: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'key-unknown',
  'key-without-effect',
  'matrix-key-reserved',
  'matrix-key-unknown',
  'merge-search-key',
  'merge-parameter-level',
  'merge-parameter-unused',
  'value-missing',
]);

/** A problem at its place in the file: line, column and dotted key. */
export function placeIssue({ path, problem }: SpecIssue, yaml: YamlFile): Problem {
  // A missing key has no place; the mapping that should hold it has one, told by its own key where it has any.
  const isMissing = problem.code === 'key-missing';
  const shown = isMissing ? path.slice(0, -1) : path;
  const range = isMissing || ABOUT_THE_KEY.has(problem.code) ? yaml.keyRangeOf(shown) : yaml.rangeOf(shown);
  return { ...problem, where: { ...range, key: formatKeyPath(shown), ...problem.where } };
}
