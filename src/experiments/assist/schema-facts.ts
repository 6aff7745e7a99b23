import * as z from 'zod';
import { safeParse } from 'zod/v4/core';
import type { KeyPath } from '../../base/key-path.js';
import { childOf, definitionOf, optionsOf, type Schema, shapeOf, unwrap } from '../parse/schema-walk.js';

/** A value that a key may have, with what it means where that is known. */
export interface Choice {
  readonly value: string;
  readonly description: string | undefined;
}

/** What the schema says about a key: for hovers, completions and the reference. */
export interface SchemaFacts {
  readonly description: string | undefined;
  readonly required: boolean;
  /** As it would stand in a file; undefined where there is none. */
  readonly default: string | undefined;
  readonly unit: string | undefined;
  /** Which of the choices of another key take this one, with their defaults: `ties (1)`. */
  readonly takers: readonly string[];
  /** The value names a model on the disk or on a hub. */
  readonly path: 'model' | undefined;
  readonly choices: readonly Choice[];
  /** Least and greatest value of a number. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** What is written behind the key: a single value, a list or a mapping. */
  readonly form: 'scalar' | 'list' | 'mapping';
}

/** The schema at a path; undefined where the path leads nowhere. */
export function schemaAt(root: Schema, path: KeyPath): Schema | undefined {
  return path.reduce<Schema | undefined>(
    (schema, step) => (schema === undefined ? undefined : childOf(schema, step)),
    root,
  );
}

/** The keys that a mapping at a schema may have, in the order of the schema. */
export function keysOf(schema: Schema): readonly (readonly [key: string, schema: Schema])[] {
  return optionsOf(schema).flatMap((option) => Object.entries(shapeOf(option) ?? {}));
}

/** What is known about the key of a schema. */
export function factsOf(schema: Schema): SchemaFacts {
  const options = optionsOf(schema);
  const [first] = options;
  const numbers = options.filter((option) => definitionOf(option).type === 'number');
  const bounds = numbers.map((option) => z.toJSONSchema(option));
  const missing = safeParse(schema, undefined, { jitless: true });
  return {
    description: textOf(schema, 'description'),
    required: !missing.success,
    default: missing.success && isPlain(missing.data) ? String(missing.data) : undefined,
    unit: textOf(schema, 'unit'),
    takers: textsOf(schema, 'takers'),
    path: textOf(schema, 'path') === 'model' ? 'model' : undefined,
    choices: options.flatMap((option) => choicesOf(option, schema)),
    minimum: bounds.map(({ minimum }) => minimum).find((limit) => isTellingLimit(limit)),
    maximum: bounds.map(({ maximum }) => maximum).find((limit) => isTellingLimit(limit)),
    form: first === undefined ? 'scalar' : formOf(first),
  };
}

function formOf(schema: Schema): SchemaFacts['form'] {
  switch (definitionOf(schema).type) {
    case 'array':
      return 'list';
    case 'object':
    case 'record':
      return 'mapping';
    default:
      return 'scalar';
  }
}

function choicesOf(option: Schema, whole: Schema): readonly Choice[] {
  const definition = definitionOf(option);
  switch (definition.type) {
    case 'enum': {
      const descriptions = textsOf(whole, 'enumDescriptions');
      return Object.values(definition.entries).map((value, index) => ({
        value: String(value),
        description: descriptions[index],
      }));
    }
    case 'literal':
      return definition.values.map((value) => ({ value: String(value), description: undefined }));
    case 'boolean':
      return ['true', 'false'].map((value) => ({ value, description: undefined }));
    default:
      return [];
  }
}

function textOf(schema: Schema, name: string): string | undefined {
  const value = metaOf(schema, name);
  return typeof value === 'string' ? value : undefined;
}

function textsOf(schema: Schema, name: string): readonly string[] {
  const value = metaOf(schema, name);
  return Array.isArray(value) ? value.map(String) : [];
}

/** What the schema's author attached to it, or to what it wraps. */
function metaOf(schema: Schema, name: string): unknown {
  for (let here: Schema | undefined = schema; here !== undefined; ) {
    const value: unknown = z.globalRegistry.get(here)?.[name];
    if (value !== undefined) {
      return value;
    }
    const inner: Schema = unwrap(here);
    here = inner === here ? undefined : inner;
  }
  return undefined;
}

/** The limits of whole numbers that a computer can hold tell a reader nothing. */
function isTellingLimit(limit: number | undefined): boolean {
  return limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
