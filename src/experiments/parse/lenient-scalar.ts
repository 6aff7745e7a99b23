import { definitionOf, optionsOf, type Schema } from './schema-walk.js';

const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;
const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
  [0, false],
]);

/** What mergekit takes a plain value for where a number or a boolean is wanted: `"0.5"` is a number, `"yes"` and 1 are true. */
export function lenientScalar(schema: Schema, value: unknown): unknown {
  const types = new Set(optionsOf(schema).map((option) => definitionOf(option).type));
  if (typeof value === 'string' && (types.has('string') || types.has('enum'))) {
    return value;
  }
  if (types.has('number') && typeof value === 'string' && NUMBER.test(value)) {
    return Number(value);
  }
  if (types.has('boolean') && !(types.has('number') && typeof value === 'number')) {
    return BOOLEANS.get(typeof value === 'string' ? value.toLowerCase() : value) ?? value;
  }
  return value;
}
