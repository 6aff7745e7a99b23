import * as z from 'zod';
import { clone, safeParse } from 'zod/v4/core';
import { problem, type Severity } from '../../base/errors.js';
import { formatKeyPath, type KeyPath } from '../../base/key-path.js';
import type { SpecIssue } from '../kind.js';
import { issueProblem, shapeProblem } from './issue-problem.js';
import { lenientScalar } from './lenient-scalar.js';
import { emptyRecord, isRecord, type PlainRecord } from '../../base/plain-record.js';
import { chooseOption, definitionOf, hasShapeOf, optionsOf, type Schema, shapeOf, wordsOf } from './schema-walk.js';
import { suggest } from './suggest.js';

/** A file that gets more than this has one fault at its root; and each takes time to word and to place. */
export const MAX_ISSUES = 200;

export interface FitOptions {
  /**
   * As mergekit reads a file: unknown keys are warnings, empty keys are absent, numbers and booleans may stand in quotes.
   */
  readonly lenient: boolean;
  /** Takes what is found, up to `MAX_ISSUES`. */
  readonly issues: SpecIssue[];
}

/**
 * Fits a plain value to a schema: chooses among alternatives by shape, fills in defaults, leaves out unknown keys, and
 * reports everything that is wrong, each at its own path. zod judges one value at a time, so no message speaks of
 * alternatives that nobody meant. The result is what the schema accepts if no error was reported.
 */
export function fitValue(schema: Schema, value: unknown, path: KeyPath, options: FitOptions): unknown {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'optional':
    case 'nonoptional':
    case 'default':
    case 'prefault':
      return value === undefined ? absent(schema, path, options) : fitValue(definition.innerType, value, path, options);
    case 'nullable':
      return value === null ? null : fitValue(definition.innerType, value, path, options);
    case 'union':
      return fitUnion(schema, value, path, options);
    case 'object':
      return isRecord(value)
        ? fitMapping(definition.shape, isOpen(definition) ? pick(value, definition.shape) : value, path, options)
        : fitScalar(schema, value, path, options);
    case 'record':
      return isRecord(value)
        ? fitRecord(definition.valueType, value, path, options)
        : fitScalar(schema, value, path, options);
    case 'array': {
      if (!Array.isArray(value)) {
        return fitScalar(schema, value, path, options);
      }
      // The list's own limits first; its items are judged one by one.
      const list = clone(schema as z.core.$ZodArray, { ...definition, element: z.unknown() });
      fitScalar(list, value, path, options);
      return value.map((item: unknown, index) => fitValue(definition.element, item, [...path, index], options));
    }
    default:
      return fitScalar(schema, value, path, options);
  }
}

/** Whether a mapping may have keys that aren't declared. */
function isOpen({ catchall }: { readonly catchall?: Schema | undefined }): boolean {
  return catchall !== undefined && definitionOf(catchall).type === 'unknown';
}

/** Of a mapping, the keys that are declared. */
function pick(value: PlainRecord, shape: Readonly<Record<string, Schema>>): PlainRecord {
  return Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(shape, key)));
}

function report({ issues }: FitOptions, issue: SpecIssue): void {
  if (issues.length < MAX_ISSUES) {
    issues.push(issue);
  }
}

function fitUnion(schema: Schema, value: unknown, path: KeyPath, options: FitOptions): unknown {
  const alternatives = optionsOf(schema);
  const meant = options.lenient ? lenientScalar(schema, value) : value;
  const chosen = chooseOption(alternatives, meant);
  if (chosen !== undefined) {
    return fitValue(chosen, meant, path, options);
  }
  report(options, { path, problem: shapeProblem(schema, value) });
  return value;
}

function fitMapping(
  shape: Readonly<Record<string, Schema>>,
  value: PlainRecord,
  path: KeyPath,
  options: FitOptions,
): unknown {
  const fitted = emptyRecord();
  for (const [key, child] of Object.entries(value)) {
    const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (schema === undefined) {
      reportUnknownKey(key, shape, path, options);
    } else if (!(options.lenient && child === null)) {
      fitted[key] = fitValue(schema, child, [...path, key], options);
    }
  }
  for (const [key, schema] of Object.entries(shape)) {
    if (!Object.hasOwn(fitted, key) && !(Object.hasOwn(value, key) && !options.lenient)) {
      const filled = absent(schema, [...path, key], options);
      if (filled !== undefined) {
        fitted[key] = filled;
      }
    }
  }
  return fitted;
}

function fitRecord(valueType: Schema, value: PlainRecord, path: KeyPath, options: FitOptions): unknown {
  const fitted = emptyRecord();
  for (const [key, child] of Object.entries(value)) {
    if (key === '__proto__') {
      // zod leaves this name out of every mapping without a word.
      report(options, { path: [...path, key], problem: problem('key-unknown', { key, known: [], ignored: false }) });
    } else {
      fitted[key] = fitValue(valueType, child, [...path, key], options);
    }
  }
  return fitted;
}

/** The default of a key that isn't there; a required one is reported. */
function absent(schema: Schema, path: KeyPath, options: FitOptions): unknown {
  const parsed = safeParse(schema, undefined, { jitless: true });
  if (parsed.success) {
    return parsed.data;
  }
  const choices = wordsOf(schema).map(String);
  const key = String(path.at(-1) ?? '');
  report(options, { path, problem: problem('key-missing', choices.length === 0 ? { key } : { key, choices }) });
  return undefined;
}

function fitScalar(schema: Schema, value: unknown, path: KeyPath, options: FitOptions): unknown {
  const meant = options.lenient ? lenientScalar(schema, value) : value;
  if (!hasShapeOf(schema, meant)) {
    // Not for zod: its checks of length look at any value that has one, also at `{ length: … }` of a file.
    report(options, { path, problem: shapeProblem(schema, meant) });
    return meant;
  }
  const parsed = safeParse(schema, meant, { jitless: true });
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  if (issue !== undefined) {
    report(options, { path, problem: issueProblem(issue, schema, meant) });
  }
  return meant;
}

function reportUnknownKey(
  key: string,
  shape: Readonly<Record<string, Schema>>,
  path: KeyPath,
  options: FitOptions,
): void {
  if (options.issues.length >= MAX_ISSUES) {
    return;
  }
  const { lenient } = options;
  const known = Object.keys(shape);
  const near = suggest(key, known);
  // A key that stands a level too high: `ratio` instead of `parameters.ratio`.
  const below = known.find((one) => Object.hasOwn(shapeOf(shape[one] ?? z.never()) ?? {}, key));
  const severity: Severity = lenient ? 'warning' : 'error';
  const suggestion = near ?? (below === undefined ? undefined : formatKeyPath([below, key]));
  report(options, {
    path: [...path, key],
    problem: problem('key-unknown', { key, suggestion, known, ignored: lenient }, {}, severity),
  });
}
