import * as z from 'zod';
import type { ValueKind } from '../../base/offences.js';
import { isRecord } from '../../base/plain-record.js';

export type Schema = z.core.$ZodType;

/** What a schema is made of. All of zod's own types carry one of these; there is no narrower way to ask. */
export function definitionOf(schema: Schema): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** The schema without what makes it optional or gives it a default. */
export function unwrap(schema: Schema): Schema {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'nullable':
      return unwrap(definition.innerType);
    default:
      return schema;
  }
}

/** Alternatives of a union (nested ones too); of anything else, itself. */
export function optionsOf(schema: Schema): readonly Schema[] {
  const plain = unwrap(schema);
  const definition = definitionOf(plain);
  return definition.type === 'union' ? definition.options.flatMap(optionsOf) : [plain];
}

/** Whether a value has the shape (number, text, list, mapping …) that a schema wants, whatever it holds. */
export function hasShapeOf(schema: Schema, value: unknown): boolean {
  const definition = definitionOf(unwrap(schema));
  switch (definition.type) {
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value === definition.type;
    case 'null':
      return value === null;
    case 'enum':
      return typeof value === 'string';
    case 'literal':
      return definition.values.some((literal) => typeof literal === typeof value);
    case 'array':
      return Array.isArray(value);
    case 'object':
    case 'record':
      return isRecord(value);
    case 'union':
      return definition.options.some((option) => hasShapeOf(option, value));
    default:
      return true;
  }
}

/**
 * The one alternative that a value is meant to be, by its shape alone: a list with mappings in it is a list of mappings,
 * a mapping whose `kind` fits is the one of that kind. Undefined where no alternative has the value's shape.
 */
export function chooseOption(options: readonly Schema[], value: unknown): Schema | undefined {
  const fitting = options.filter((option) => hasShapeOf(option, value));
  if (fitting.length < 2) {
    return fitting[0];
  }
  if (Array.isArray(value)) {
    const telling: unknown = value.find((item) => isRecord(item)) ?? value[0];
    return fitting.find((option) => hasShapeOf(elementOf(option) ?? option, telling)) ?? fitting[0];
  }
  if (isRecord(value)) {
    const told = tellingKey(fitting);
    return told === undefined
      ? (fitting.find((option) => literalsMatch(option, value)) ?? fitting[0])
      : (fitting.find((option) => choicesOf(option, told).includes(value[told])) ?? undecided(told, fitting));
  }
  return fitting[0];
}

/** What the items of a list are; undefined for what isn't a list. */
export function elementOf(schema: Schema): Schema | undefined {
  const definition = definitionOf(unwrap(schema));
  return definition.type === 'array' ? definition.element : undefined;
}

/** The keys of a mapping with declared keys; undefined for anything else. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const definition = definitionOf(unwrap(schema));
  return definition.type === 'object' ? definition.shape : undefined;
}

/** The schema of a key, or of the items of a list, in any alternative that has it. */
export function childOf(schema: Schema, key: string | number): Schema | undefined {
  for (const option of optionsOf(schema)) {
    const definition = definitionOf(option);
    if (definition.type === 'object' && Object.hasOwn(definition.shape, key)) {
      return definition.shape[key];
    }
    if (definition.type === 'record') {
      return definition.valueType;
    }
    if (definition.type === 'array' && /^\d+$/.test(String(key))) {
      return definition.element;
    }
  }
  return undefined;
}

/** The key by which alternatives tell themselves apart: each has it, without a default, as one of a few words. */
function tellingKey(options: readonly Schema[]): string | undefined {
  const [first] = options;
  const keys = first === undefined ? [] : Object.keys(shapeOf(first) ?? {});
  return keys.find((key) => options.every((option) => choicesOf(option, key).length > 0));
}

/** What a key of a mapping may be, where it must be there and be one of a few words. */
function choicesOf(option: Schema, key: string): readonly unknown[] {
  const child = shapeOf(option)?.[key];
  return child === undefined ? [] : wordsOf(child);
}

/** What a value may be, where it must be there and be one of a few words. */
export function wordsOf(schema: Schema): readonly unknown[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'literal':
      return definition.values;
    case 'enum':
      return Object.values(definition.entries);
    default:
      return [];
  }
}

/** A mapping of which nobody can say what it is meant to be: only the key that should tell is judged. */
function undecided(key: string, options: readonly Schema[]): Schema {
  const choices = options.flatMap((option) => choicesOf(option, key)).filter((one) => typeof one === 'string');
  return z.looseObject({ [key]: z.enum(choices) });
}

function literalsMatch(option: Schema, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(shapeOf(option) ?? {}).every(([key, child]) => {
    const definition = definitionOf(unwrap(child));
    return definition.type !== 'literal' || definition.values.some((literal) => literal === value[key]);
  });
}

/** What a schema wants, in the words of messages. */
export function kindsOf(schema: Schema): readonly ValueKind[] {
  const kinds = optionsOf(schema).map((option): ValueKind => {
    const definition = definitionOf(option);
    switch (definition.type) {
      case 'number':
        return 'number';
      case 'boolean':
        return 'boolean';
      case 'null':
        return 'nothing';
      case 'array':
        return shapeOf(definition.element)?.['filter'] === undefined ? 'list' : 'list-of-filters';
      case 'object':
      case 'record':
        return 'mapping';
      default:
        return 'text';
    }
  });
  return [...new Set(kinds)];
}

/** What a value is, in the words of messages. */
export function kindOfValue(value: unknown): ValueKind {
  if (Array.isArray(value)) {
    return 'list';
  }
  switch (typeof value) {
    case 'number':
      return Number.isNaN(value) ? 'not-a-number' : Number.isFinite(value) ? 'number' : 'infinite';
    case 'string':
      return 'text';
    case 'boolean':
      return 'boolean';
    default:
      return value === null || value === undefined ? 'nothing' : 'mapping';
  }
}

/** What was found where something else was expected: a number in quotes is told as such, not as text. */
export function foundWhere(expected: readonly ValueKind[], value: unknown): ValueKind {
  const isQuotedNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  return isQuotedNumber && expected.includes('number') ? 'quoted-number' : kindOfValue(value);
}
