import { problem } from '../base/errors.js';
import type { KeyPath } from '../base/key-path.js';
import type { MatrixValue } from './experiment.js';
import type { SpecIssue } from './kind.js';
import { childOf, type Schema, shapeOf, unwrap } from './parse/schema-walk.js';
import { isRecord, type PlainRecord } from '../base/plain-record.js';
import { suggest } from './parse/suggest.js';

/** A grid with more runs than this is a slip of the pen; the explorer and a table of that many rows still work. */
export const MAX_MATRIX_RUNS = 1000;

/** What makes a run of the matrix what it is, or describes all of them together. */
const RESERVED = ['kind', 'action', 'name', 'description', 'tags', 'output', 'overwrite', 'matrix'];

/** Values to try, by dotted path. */
export type Matrix = Readonly<Record<string, readonly MatrixValue[]>>;

/** How many runs a matrix makes; 1 where there is none. */
export function countRuns(matrix: Matrix | undefined): number {
  return Object.values(matrix ?? {}).reduce((product, values) => product * values.length, 1);
}

/** The cross product: the last key varies fastest. */
export function matrixCells(matrix: Matrix): readonly Readonly<Record<string, MatrixValue>>[] {
  return Object.entries(matrix).reduce<readonly Readonly<Record<string, MatrixValue>>[]>(
    (cells, [key, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [key]: value }))),
    [{}],
  );
}

/** What is wrong with the keys of a matrix over an experiment's plain value, and with its size. */
export function checkMatrixKeys(matrix: Matrix, schema: Schema, value: unknown): readonly SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const key of Object.keys(matrix)) {
    const path: KeyPath = ['matrix', key];
    if (RESERVED.includes(key.split('.')[0] ?? '')) {
      issues.push({ path, problem: problem('matrix-key-reserved', { key }) });
    } else if (!leadsSomewhere(key.split('.'), schema, value)) {
      issues.push({
        path,
        problem: problem('matrix-key-unknown', { key, suggestion: suggest(key, dottedPaths(schema)) }),
      });
    }
  }
  const runs = countRuns(matrix);
  if (runs > MAX_MATRIX_RUNS) {
    issues.push({ path: ['matrix'], problem: problem('matrix-too-large', { runs, limit: MAX_MATRIX_RUNS }) });
  }
  return issues;
}

/** A path that the schema has; a step into a list must name an item that is there. */
function leadsSomewhere(steps: readonly string[], schema: Schema, value: unknown): boolean {
  let here: Schema | undefined = schema;
  let there: unknown = value;
  for (const step of steps) {
    if (here === undefined || (Array.isArray(there) && !(Number(step) < there.length))) {
      return false;
    }
    here = childOf(here, step);
    there = isRecord(there) || Array.isArray(there) ? (there as PlainRecord)[step] : undefined;
  }
  return here !== undefined;
}

/** Every dotted path of declared keys, for suggestions. */
function dottedPaths(schema: Schema): readonly string[] {
  return Object.entries(shapeOf(schema) ?? {}).flatMap(([key, child]) => [
    ...(RESERVED.includes(key) ? [] : [key]),
    ...Object.keys(shapeOf(unwrap(child)) ?? {}).map((below) => `${key}.${below}`),
  ]);
}
