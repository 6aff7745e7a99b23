import { type KeyPath, parseKeyPath } from '../../base/key-path.js';
import { type CommonKeys, commonSchema } from '../common-schema.js';
import { schemaOf } from '../experiment-schema.js';
import type { Kind, SpecIssue } from '../kind.js';
import { checkMatrixKeys, type Matrix } from '../matrix.js';
import { checkOutput } from '../placeholders.js';
import { fitValue, MAX_ISSUES } from './fit-value.js';
import { emptyRecord, isRecord, type PlainRecord } from '../../base/plain-record.js';
import { setAtPath } from '../../base/set-at-path.js';
import type { Schema } from './schema-walk.js';
import { isInDoubt, isTakenOut, soundPart } from './sound-part.js';

/** What the schemas made of a file. */
export interface Accepted {
  readonly common: CommonKeys;
  readonly action: string | undefined;
  readonly spec: unknown;
}

/** What is left of a file without what is wrong with it, so that its headers can be checked all the same. */
export interface Draft extends Accepted {
  readonly removed: readonly KeyPath[];
  /** The place in the file of something in `spec`. */
  readonly placeOf: (path: KeyPath) => KeyPath;
}

export interface Validated {
  /** Undefined when the value doesn't fit the schemas. With a matrix: its first run. */
  readonly accepted: Accepted | undefined;
  /** Undefined where nothing can be made of the file. */
  readonly draft: Draft | undefined;
  readonly issues: readonly SpecIssue[];
}

/**
 * Checks the plain value of a file against the schema of its kind, the checks of the kind, and its matrix: the first value
 * of every matrix key is checked together with the rest of the file, each further one in its place. One error doesn't hide
 * another: what is wrong is left out, and the rest is checked but for what would only be a consequence.
 */
export function validateExperiment(
  value: PlainRecord,
  kind: Kind,
  { lenient }: { readonly lenient: boolean },
): Validated {
  const schema = schemaOf(kind);
  const whole = lenient ? { ...value, kind: kind.kind } : value;
  const { matrix, usable, issues: matrixIssues } = readMatrix(whole, schema);
  const keys = Object.keys(usable);
  const bad = Object.keys(matrix).filter((key) => !Object.hasOwn(usable, key));
  const doubts = bad.flatMap((key): readonly KeyPath[] => [['matrix', key], parseKeyPath(key)]);
  const firstCell = Object.entries(usable).reduce<unknown>(
    (made, [key, values]) => setAtPath(made, key.split('.'), values[0]),
    whole,
  );
  const hasMatrix = whole['matrix'] !== undefined && whole['matrix'] !== null;
  const judge = (cell: unknown): Validated =>
    validateOne(cell, kind, { lenient, matrix: hasMatrix ? usable : undefined, doubts });
  const first = judge(firstCell);
  const issues = [...matrixIssues, ...first.issues.map((issue) => relocate(issue, keys, 0))];
  const known = new Set(first.issues.map(fingerprint));
  for (const [key, values] of Object.entries(usable)) {
    for (const [index, one] of values.entries()) {
      if (index > 0) {
        const more = judge(setAtPath(firstCell, key.split('.'), one)).issues;
        const caused = more.filter((issue) => !known.has(fingerprint(issue)));
        issues.push(...caused.map(({ problem }): SpecIssue => ({ path: ['matrix', key, index], problem })));
      }
    }
  }
  return { accepted: matrixIssues.length === 0 ? first.accepted : undefined, draft: first.draft, issues };
}

/** The matrix as far as it is one; `usable` are the keys that nothing is wrong with, none when the whole is too large. */
function readMatrix(
  whole: PlainRecord,
  schema: Schema,
): { readonly matrix: PlainRecord; readonly usable: Matrix; readonly issues: readonly SpecIssue[] } {
  const issues: SpecIssue[] = [];
  const fitted = fitValue(commonSchema.shape.matrix, whole['matrix'] ?? undefined, ['matrix'], {
    lenient: false,
    issues,
  });
  const matrix = isRecord(fitted) ? fitted : {};
  const wrong = new Set(issues.map(({ path }) => path[1]));
  const fit = Object.fromEntries(Object.entries(matrix).filter(([key]) => !wrong.has(key))) as Matrix;
  const more = checkMatrixKeys(fit, schema, whole);
  const isTooLarge = more.some(({ path }) => path.length === 1);
  const bad = new Set(more.map(({ path }) => path[1]));
  const usable = isTooLarge ? {} : Object.fromEntries(Object.entries(fit).filter(([key]) => !bad.has(key)));
  return { matrix, usable, issues: [...issues, ...more] };
}

interface OneOptions {
  readonly lenient: boolean;
  readonly matrix: Matrix | undefined;
  /** What the file doesn't say although it means to: values of matrix keys that are wrong. */
  readonly doubts: readonly KeyPath[];
}

function validateOne(value: unknown, kind: Kind, { lenient, matrix, doubts }: OneOptions): Validated {
  const found: SpecIssue[] = [];
  const fitted = fitValue(schemaOf(kind), value, [], { lenient, issues: found });
  // The matrix itself has been judged; here it would be told twice.
  const issues = found.filter(({ path }) => path[0] !== 'matrix');
  if (!isRecord(fitted) || found.length >= MAX_ISSUES) {
    return { accepted: undefined, draft: undefined, issues };
  }
  const errors = issues.filter(({ problem }) => problem.severity === 'error');
  // Unknown keys have been left out by now; what was meant by them is missing, and in doubt.
  const bad = errors.filter(({ problem }) => problem.code !== 'key-unknown').map(({ path }) => path);
  const meant = errors.flatMap(meantBy);
  const within = (shape: Shape): readonly KeyPath[] => bad.filter(([key]) => Object.hasOwn(shape, String(key)));
  const common = soundPart(
    commonSchema,
    { ...pick(fitted, commonSchema.shape), matrix: undefined },
    { bad: within(commonSchema.shape) },
  );
  const spec = soundPart(kind.schema, pick(fitted, kind.schema.shape), {
    bad: within(kind.schema.shape),
    standIns: kind.standIns ?? {},
  });
  const removed = [...doubts, ...meant, ...(common?.removed ?? []), ...(spec?.removed ?? [])];
  const take = (more: readonly SpecIssue[], placeOf: (path: KeyPath) => KeyPath): void => {
    for (const { relies = [], ...issue } of more) {
      const path = placeOf(issue.path);
      if (!isTakenOut(path, removed) && !relies.some((one) => isInDoubt(placeOf(one), removed))) {
        issues.push({ path, problem: issue.problem });
      }
    }
  };
  const sound = common === undefined ? undefined : (common.value as CommonKeys);
  if (spec !== undefined) {
    take(kind.check(spec.value, sound?.output), spec.placeOf);
  }
  if (sound?.output !== undefined) {
    take(checkOutput(sound.output, matrix), (path) => path);
  }
  if (spec === undefined || sound === undefined) {
    return { accepted: undefined, draft: undefined, issues };
  }
  const action = fitted['action'];
  const accepted: Accepted = {
    common: { ...sound, matrix: matrix as CommonKeys['matrix'] },
    action: typeof action === 'string' ? action : undefined,
    spec: spec.value,
  };
  const isSound = bad.length === 0;
  return {
    accepted: isSound ? accepted : undefined,
    draft: { ...accepted, removed, placeOf: spec.placeOf },
    issues,
  };
}

/** Where the value of an unknown key would stand if its name were the one that is suggested. */
function meantBy({ path, problem }: SpecIssue): readonly KeyPath[] {
  const suggestion = problem.code === 'key-unknown' ? problem.arguments.suggestion : undefined;
  return suggestion === undefined ? [] : [[...path.slice(0, -1), ...suggestion.split('.')]];
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
