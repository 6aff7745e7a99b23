import type { KeyPath } from '../../base/key-path.js';
import { type CommonKeys, commonSchema } from '../common-schema.js';
import { schemaOf } from '../experiment-schema.js';
import type { Kind, SpecIssue } from '../kind.js';
import { checkMatrixKeys, type Matrix } from '../matrix.js';
import { checkOutput } from '../placeholders.js';
import { fitValue, MAX_ISSUES } from './fit-value.js';
import { emptyRecord, isRecord, type PlainRecord } from '../../base/plain-record.js';
import { setAtPath } from '../../base/set-at-path.js';

/** What the schemas made of a file without errors. */
export interface Accepted {
  readonly common: CommonKeys;
  readonly action: string | undefined;
  readonly spec: unknown;
}

export interface Validated {
  /** Undefined when the value doesn't fit the schemas. With a matrix: its first run. */
  readonly accepted: Accepted | undefined;
  readonly issues: readonly SpecIssue[];
}

/**
 * Checks the plain value of a file against the schema of its kind, the checks of the kind, and its matrix: the first value
 * of every matrix key is checked together with the rest of the file, each further one in its place.
 */
export function validateExperiment(
  value: PlainRecord,
  kind: Kind,
  { lenient }: { readonly lenient: boolean },
): Validated {
  const schema = schemaOf(kind);
  const whole = lenient ? { ...value, kind: kind.kind } : value;
  const matrixIssues: SpecIssue[] = [];
  const fitted = fitValue(commonSchema.shape.matrix, whole['matrix'] ?? undefined, ['matrix'], {
    lenient: false,
    issues: matrixIssues,
  });
  const matrix = matrixIssues.length === 0 ? (fitted as Matrix | undefined) : undefined;
  if (matrix !== undefined) {
    matrixIssues.push(...checkMatrixKeys(matrix, schema, whole));
  }
  const usable = matrix === undefined ? undefined : withoutBadKeys(matrix, matrixIssues);

  const firstCell = Object.entries(usable ?? {}).reduce<unknown>(
    (made, [key, values]) => setAtPath(made, key.split('.'), values[0]),
    whole,
  );
  const judge = (cell: unknown): Validated => validateOne(cell, kind, { lenient, matrix });
  const first = judge(firstCell);
  const keys = Object.keys(usable ?? {});
  const issues = [...matrixIssues, ...first.issues.map((issue) => relocate(issue, keys, 0))];
  const known = new Set(first.issues.map(fingerprint));
  for (const [key, values] of Object.entries(usable ?? {})) {
    for (const [index, one] of values.entries()) {
      if (index > 0) {
        const more = judge(setAtPath(firstCell, key.split('.'), one)).issues;
        const caused = more.filter((issue) => !known.has(fingerprint(issue)));
        issues.push(...caused.map(({ problem }): SpecIssue => ({ path: ['matrix', key, index], problem })));
      }
    }
  }
  return { accepted: first.accepted, issues };
}

/** The keys that nothing is wrong with, so that their values are checked as well; none when the whole is too large. */
function withoutBadKeys(matrix: Matrix, issues: readonly SpecIssue[]): Matrix {
  const isTooLarge = issues.some(({ path }) => path.length === 1);
  const bad = new Set(issues.map(({ path }) => path[1]));
  return isTooLarge ? {} : Object.fromEntries(Object.entries(matrix).filter(([key]) => !bad.has(key)));
}

interface OneOptions {
  readonly lenient: boolean;
  readonly matrix: Matrix | undefined;
}

function validateOne(value: unknown, kind: Kind, { lenient, matrix }: OneOptions): Validated {
  const found: SpecIssue[] = [];
  const fitted = fitValue(schemaOf(kind), value, [], { lenient, issues: found });
  // The matrix itself has been judged; here it would be told twice.
  const issues = found.filter(({ path }) => path[0] !== 'matrix');
  if (!isRecord(fitted)) {
    return { accepted: undefined, issues };
  }
  // Each half is taken only when nothing is wrong with it; unknown keys have been left out.
  const isSound = (shape: Shape): boolean =>
    found.length < MAX_ISSUES &&
    !issues.some(
      ({ path, problem }) =>
        problem.severity === 'error' && problem.code !== 'key-unknown' && Object.hasOwn(shape, String(path[0])),
    );
  const common = isSound(commonSchema.shape)
    ? commonSchema.parse({ ...pick(fitted, commonSchema.shape), matrix })
    : undefined;
  const spec = isSound(kind.schema.shape) ? kind.schema.parse(pick(fitted, kind.schema.shape)) : undefined;
  if (spec !== undefined) {
    issues.push(...kind.check(spec, common?.output));
  }
  if (common?.output !== undefined) {
    issues.push(...checkOutput(common.output, matrix));
  }
  if (spec === undefined || common === undefined) {
    return { accepted: undefined, issues };
  }
  const action = fitted['action'];
  return { accepted: { common, action: typeof action === 'string' ? action : undefined, spec }, issues };
}

type Shape = Readonly<Record<string, unknown>>;

function pick(from: PlainRecord, shape: Shape): PlainRecord {
  const picked = emptyRecord();
  for (const key of Object.keys(shape)) {
    if (Object.hasOwn(from, key)) {
      picked[key] = from[key];
    }
  }
  return picked;
}

/** A problem of a value that came from the matrix belongs to the matrix. */
function relocate(issue: SpecIssue, keys: readonly string[], index: number): SpecIssue {
  const from = keys.find((key) => startsWith(issue.path, key.split('.')));
  return from === undefined ? issue : { path: ['matrix', from, index], problem: issue.problem };
}

function startsWith(path: KeyPath, steps: readonly string[]): boolean {
  return steps.every((step, index) => String(path[index]) === step);
}

function fingerprint({ path, problem }: SpecIssue): string {
  return JSON.stringify([path, problem.code, problem.arguments]);
}
