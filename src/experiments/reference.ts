import * as z from 'zod';
import { kinds } from '../engines/kinds.js';
import type { ValueKind } from '../base/offences.js';
import { factsOf, keysOf, type SchemaFacts } from './assist/schema-facts.js';
import { commonSchema } from './common-schema.js';
import { schemaOf } from './experiment-schema.js';
import type { Kind } from './kind.js';
import { formsOf } from './kind-for-action.js';
import { definitionOf, elementOf, kindsOf, optionsOf, type Schema } from './parse/schema-walk.js';

/**
 * What the schemas say, for the reference in the docs, for translators and for other editors. Used by scripts/docs.mjs and
 * scripts/check-texts.mjs, so that nothing of it is written twice.
 */

/** A key with all that is known of it; lists are told by `[]` and freely named keys by `<name>`: `models[].model`. */
export interface ReferenceRow {
  readonly key: string;
  readonly takes: readonly ValueKind[];
  readonly facts: SchemaFacts;
}

/** All keys below a schema, each mapping before what is in it. `leaf` keys are not followed. */
export function referenceRows(schema: Schema, leaves: readonly string[] = [], prefix = ''): readonly ReferenceRow[] {
  return keysOf(schema).flatMap(([name, child]) => {
    const key = `${prefix}${name}`;
    const row: ReferenceRow = { key, takes: kindsOf(child), facts: factsOf(child) };
    return leaves.includes(name) ? [row] : [row, ...below(child, key, leaves)];
  });
}

function below(schema: Schema, key: string, leaves: readonly string[]): readonly ReferenceRow[] {
  return optionsOf(schema).flatMap((option) => {
    const definition = definitionOf(option);
    const element = elementOf(option);
    if (element !== undefined) {
      return keysOf(element).length > 0 ? referenceRows(element, leaves, `${key}[].`) : [];
    }
    return definition.type === 'record'
      ? referenceRows(definition.valueType, leaves, `${key}.<name>.`)
      : referenceRows(option, leaves, `${key}.`);
  });
}

const forms = [...kinds.values()].flatMap(formsOf);

/** The schemas that the reference is made of, by name: of kinds, and of actions that have one of their own. */
export const referenceSchemas: Readonly<Record<string, Schema>> = {
  common: commonSchema,
  ...Object.fromEntries(forms.map(({ name, kind }) => [name, kind.schema])),
};

/** All words of the schemas that a user sees: descriptions of keys and of choices, and what starters are for. */
export function schemaTexts(): readonly string[] {
  const schemas = forms.map(({ kind }) => schemaOf(kind));
  const described = schemas
    .flatMap((schema) => referenceRows(schema))
    .flatMap(({ facts }) => [facts.description ?? '', ...facts.choices.map(({ description }) => description ?? '')]);
  const starters = [...kinds.values()].flatMap((kind) => kind.starters.map(({ summary }) => summary));
  return [...new Set([...described, ...starters])].filter((text) => text !== '').sort();
}

/** JSON Schema (draft 2020-12) of experiment files of all kinds, for editors that know nothing of Modelsmith. */
export function experimentJsonSchema(): unknown {
  const parts = forms.map(({ name, action, kind }) => {
    const { $defs = {}, ...schema } = z.toJSONSchema(schemaOf(kind), { io: 'input', reused: 'ref' });
    // What is used in several places is defined once, at the top of the file, under the kind's name.
    const place = name.replace(' ', '-');
    const renamed = (part: unknown): unknown =>
      JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/__schema', `"#/$defs/${place}`));
    const definitions = Object.entries($defs).map(([key, part]): [string, unknown] => [
      key.replace('__schema', place),
      renamed(part),
    ]);
    const then = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
    return { condition: conditionOf(kind, action), definitions, then: renamed(then) };
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: [...kinds.keys()] } },
    allOf: parts.map(({ condition, then }) => ({ if: condition, then })),
    $defs: Object.fromEntries(parts.flatMap(({ definitions }) => definitions)),
  };
}

/** Which experiments a form is for: those of the kind whose action is the form's, or none that has a form of its own. */
function conditionOf({ kind, actionParts }: Kind, action: string | undefined): unknown {
  const isKind = { properties: { kind: { const: kind } } };
  const others = [...(actionParts?.keys() ?? [])];
  if (action !== undefined) {
    return { properties: { kind: { const: kind }, action: { const: action } }, required: ['action'] };
  }
  return others.length === 0
    ? isKind
    : { allOf: [isKind, { not: { properties: { action: { enum: others } }, required: ['action'] } }] };
}
