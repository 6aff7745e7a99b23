import { problem } from '../base/errors.js';
import type { MatrixValue } from './experiment.js';
import type { SpecIssue } from './kind.js';
import { countRuns, type Matrix, matrixCells, MAX_MATRIX_RUNS } from './matrix.js';

/** `{run}` stands for the run's id; it is filled in when the run is made. */
export const RUN_PLACEHOLDER = 'run';

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** The names in braces of an output. */
export function placeholdersOf(output: string): readonly string[] {
  return [...output.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** The output with the matrix's values in place of their keys; `{run}` stays. */
export function fillPlaceholders(output: string, values: Readonly<Record<string, MatrixValue>>): string {
  return output.replace(PLACEHOLDER, (whole, key: string) =>
    Object.hasOwn(values, key) ? fileNamePart(values[key] ?? null) : whole,
  );
}

/** A value as part of a path: what can't stand in a file name becomes a hyphen. */
function fileNamePart(value: MatrixValue): string {
  return String(value)
    .replace(/[^\p{L}\p{N}.,_+-]+/gu, '-')
    .replace(/^\.+$/, '-');
}

/** Unknown placeholders, and runs of a matrix that would write to the same place. */
export function checkOutput(output: string, matrix: Matrix | undefined): readonly SpecIssue[] {
  const known = [RUN_PLACEHOLDER, ...Object.keys(matrix ?? {})];
  const used = placeholdersOf(output);
  const issues: SpecIssue[] = used
    .filter((placeholder) => !known.includes(placeholder))
    .map((placeholder) => ({
      path: ['output'],
      problem: problem('output-placeholder-unknown', { placeholder, known }),
      relies: [['matrix', placeholder]],
    }));
  if (
    matrix === undefined ||
    issues.length > 0 ||
    used.includes(RUN_PLACEHOLDER) ||
    countRuns(matrix) > MAX_MATRIX_RUNS
  ) {
    return issues;
  }
  if (used.length === 0) {
    return [{ path: ['output'], problem: problem('matrix-output-ignored', { output }, {}, 'warning') }];
  }
  const seen = new Set<string>();
  for (const cell of matrixCells(matrix)) {
    const filled = fillPlaceholders(output, cell);
    if (seen.has(filled)) {
      const relies = used.map((key) => ['matrix', key]);
      return [{ path: ['output'], problem: problem('output-collision', { output: filled }), relies }];
    }
    seen.add(filled);
  }
  return [];
}
