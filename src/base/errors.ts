import type { ErrorArguments, ErrorCode } from './error-codes.js';

export type { ErrorArguments, ErrorCode } from './error-codes.js';

/** Where something is wrong. Lines and columns count from 1; `key` is a dotted path in an experiment file. */
export interface Where {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly key?: string;
  readonly tensor?: string;
  readonly model?: string;
  /** Where an experiment names what is wrong, when `file` is another one. */
  readonly named?: NamedPlace;
}

/** A place in an experiment file. */
export interface NamedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type Severity = 'error' | 'warning';

/** One thing that is wrong, as plain data: it crosses threads, lands in events and becomes a sentence only at the edge. */
export type Problem = {
  readonly [C in ErrorCode]: {
    readonly code: C;
    readonly arguments: ErrorArguments[C];
    readonly where: Where;
    readonly severity: Severity;
  };
}[ErrorCode];

/** Makes a problem of a code, its arguments and its place. */
export function problem<C extends ErrorCode>(
  code: C,
  args: ErrorArguments[C],
  where: Where = {},
  severity: Severity = 'error',
): Problem {
  // The mapped union can't be narrowed by a generic code; the signature above is what keeps code and arguments together.
  return { code, arguments: args, where, severity } as unknown as Problem;
}

/**
 * The one error that engines, experiments and workers throw: one or more problems, no sentences.
 * `message` holds the codes only; the words are made by `texts/problems.ts` at the edge.
 */
export class ModelsmithError extends Error {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problems: readonly [Problem, ...Problem[]], cause?: unknown) {
    super(problems.map((one) => one.code).join(', '), cause === undefined ? undefined : { cause });
    this.name = 'ModelsmithError';
    this.problems = problems;
  }
}

/** An error with a single problem. */
export function modelsmithError<C extends ErrorCode>(
  code: C,
  args: ErrorArguments[C],
  where: Where = {},
  cause?: unknown,
): ModelsmithError {
  return new ModelsmithError([problem(code, args, where)], cause);
}

/**
 * The problems of anything that was thrown. What the system refused names the file and the reason; what else isn't ours
 * becomes `internal` with its message and stack.
 */
export function problemsOf(thrown: unknown): readonly [Problem, ...Problem[]] {
  if (thrown instanceof ModelsmithError) {
    return thrown.problems;
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const systemCode = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT') {
    return [problem('disk-full', {}, path === undefined ? {} : { file: path })];
  }
  if (systemCode !== undefined && /^E[A-Z0-9]+$/.test(systemCode) && path !== undefined) {
    return [problem('file-refused', { file: path, reason: systemCode }, { file: path })];
  }
  return [
    problem('internal', { message: error.message, stack: error.stack ?? '' }, path === undefined ? {} : { file: path }),
  ];
}

/** True of the error that a cancelled signal throws; cancelling is not a failure. */
export function isCancellation(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
