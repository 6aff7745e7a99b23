import type { z } from 'zod';
import { BYTE_SIZE_PATTERN } from '../../base/byte-size.js';
import type { ErrorArguments } from '../../base/error-codes.js';
import { type Problem, problem } from '../../base/errors.js';
import { foundWhere, kindsOf, type Schema } from './schema-walk.js';
import { suggest } from './suggest.js';

/** A value that is of another kind than the schema wants: text for a number, nothing for a list. */
export function shapeProblem(schema: Schema, value: unknown): Problem {
  const expected = kindsOf(schema);
  return value === null
    ? problem('value-missing', {})
    : problem('value-type', { expected, found: foundWhere(expected, value) });
}

/** Turns what zod has against a single value of the right kind into a problem of ours. */
export function issueProblem(issue: z.core.$ZodIssue, schema: Schema, value: unknown): Problem {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' && Number.isFinite(value)
        ? problem('value-type', { expected: ['whole-number'], found: 'fraction' })
        : shapeProblem(schema, value);
    case 'invalid_value':
      return choiceProblem(String(value), issue.values.map(String));
    case 'too_small':
      return limitProblem(
        value,
        issue.inclusive !== false ? { minimum: Number(issue.minimum) } : { above: Number(issue.minimum) },
      );
    case 'too_big':
      return limitProblem(
        value,
        issue.inclusive !== false ? { maximum: Number(issue.maximum) } : { below: Number(issue.maximum) },
      );
    case 'invalid_format': {
      const isBytes = 'pattern' in issue && issue.pattern === String(BYTE_SIZE_PATTERN);
      return problem('value-format', { value: shown(value), format: isBytes ? 'bytes' : 'pattern' });
    }
    default:
      return shapeProblem(schema, value);
  }
}

/** A value that is none of those possible, with the nearest one. */
export function choiceProblem(value: string, choices: readonly string[]): Problem {
  return problem('value-choice', { value: shown(value), suggestion: suggest(value, choices), choices });
}

type Limits = Omit<ErrorArguments['value-range'], 'value'>;

function limitProblem(value: unknown, limits: Limits): Problem {
  if (typeof value === 'string') {
    return problem('value-length', { found: value.length, ...limits });
  }
  return Array.isArray(value)
    ? problem('value-count', { found: value.length, ...limits })
    : problem('value-range', { value: Number(value), ...limits });
}

/** A value as a message shows it: not longer than a line. */
function shown(value: unknown): string {
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
