import type { Problem } from '../base/errors.js';
import { type KeyPath, parseKeyPath } from '../base/key-path.js';
import type { TextRange } from './parse/text-range.js';

/**
 * A problem that a plan found, with the place in the experiment file of the key that it is told at: as its place, or beside
 * it where another file is to blame.
 */
export function placeProblem(
  problem: Problem,
  experiment: { readonly file: string; readonly positionOf: (path: KeyPath) => TextRange },
): Problem {
  const { where } = problem;
  const { file, positionOf } = experiment;
  if (where.key === undefined || where.line !== undefined || where.named !== undefined) {
    return problem;
  }
  const range = positionOf(parseKeyPath(where.key));
  return where.file === undefined || where.file === file
    ? { ...problem, where: { ...where, file, ...range } }
    : { ...problem, where: { ...where, named: { file, ...range } } };
}

/** Problems in the order of the file, as somebody mends them; those without a place in it come last, as they were found. */
export function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  const lineOf = ({ where: { named, line, column } }: Problem): readonly [number, number] => [
    named?.line ?? line ?? Number.POSITIVE_INFINITY,
    named?.column ?? column ?? Number.POSITIVE_INFINITY,
  ];
  const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
  return problems.toSorted((one, other) => {
    const [[line, column], [otherLine, otherColumn]] = [lineOf(one), lineOf(other)];
    return compare(line, otherLine) || compare(column, otherColumn);
  });
}
