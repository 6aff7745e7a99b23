import { kinds } from '../../engines/kinds.js';
import { commonSchema } from '../common-schema.js';
import { schemaOf } from '../experiment-schema.js';
import type { Schema } from '../parse/schema-walk.js';
import { type CursorContext, cursorContext } from './cursor-context.js';
import { kindOfText, topLevelValue } from './kind-of-text.js';
import { factsOf, keysOf, type SchemaFacts, schemaAt } from './schema-facts.js';

/** One thing that may be written at a cursor. */
export type Suggestion =
  | { readonly type: 'key'; readonly word: string; readonly facts: SchemaFacts | undefined }
  | { readonly type: 'value'; readonly word: string; readonly description: string | undefined };

export interface Suggestions {
  /** Offsets of what a suggestion replaces. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly Suggestion[];
  /** The value names a model: folders may be offered besides. */
  readonly path: SchemaFacts['path'];
  /** How a key is written here: in braces on one line, and with its colon there already. */
  readonly isFlow: boolean;
  readonly hasColon: boolean;
}

/** What may be written at an offset of an experiment's text, by the schema of its kind; undefined where nothing may. */
export function completeAt(text: string, offset: number): Suggestions | undefined {
  const context = cursorContext(text, offset);
  if (context === undefined) {
    return undefined;
  }
  const kind = kindOfText(text);
  const root: Schema = kind === undefined ? commonSchema : schemaOf(kind);
  const result = (items: readonly Suggestion[], path?: SchemaFacts['path']): Suggestions => ({
    start: context.start,
    end: context.end,
    items,
    path,
    isFlow: context.isFlow,
    hasColon: context.hasColon,
  });
  if (context.path.join('.') === 'kind' && context.position === 'value') {
    return result([...kinds.keys()].map((word) => ({ type: 'value', word, description: undefined })));
  }
  const schema = schemaAt(root, context.path);
  if (schema === undefined) {
    return undefined;
  }
  const keys = keysOf(schema);
  if (context.position === 'key' && keys.length > 0) {
    const relevant = kind?.relevantKeys?.(context.path, (key) => topLevelValue(text, key));
    return result(keyItems(keys, context, relevant));
  }
  const { choices, path, form } = factsOf(schema);
  // Behind a key that takes a mapping or a list nothing but a new line or a bracket makes sense.
  return form === 'scalar'
    ? result(
        choices.map(({ value, description }) => ({ type: 'value', word: value, description })),
        path,
      )
    : undefined;
}

function keyItems(
  keys: readonly (readonly [key: string, schema: Schema])[],
  { path, siblings }: CursorContext,
  relevant: readonly string[] | undefined,
): readonly Suggestion[] {
  const needsKind = path.length === 0 && !siblings.includes('kind') && !siblings.includes('merge_method');
  const known = new Map(
    keys.map(([key, schema]): [string, Suggestion] => [key, { type: 'key', word: key, facts: factsOf(schema) }]),
  );
  if (needsKind && !known.has('kind')) {
    known.set('kind', { type: 'key', word: 'kind', facts: undefined });
  }
  return (relevant ?? [...known.keys()])
    .filter((key) => !siblings.includes(key))
    .flatMap((key) => known.get(key) ?? []);
}
