import { schemaOf } from '../experiment-schema.js';
import { nodeAt } from './cursor-context.js';
import { kindOfText } from './kind-of-text.js';
import { type Choice, factsOf, type SchemaFacts, schemaAt } from './schema-facts.js';

/** What is known about the key or value at a place of a text. */
export interface Described {
  readonly start: number;
  readonly end: number;
  readonly key: string;
  readonly facts: SchemaFacts;
  /** The possible value that stands there, when the place is one of a choice. */
  readonly choice: Choice | undefined;
}

/** Describes what stands at an offset of an experiment's text; undefined where nothing is known. */
export function describeAt(text: string, offset: number): Described | undefined {
  const kind = kindOfText(text);
  const node = nodeAt(text, offset);
  if (kind === undefined || node === undefined) {
    return undefined;
  }
  const schema = schemaAt(schemaOf(kind), node.path);
  const key = node.path.findLast((step) => typeof step === 'string');
  if (schema === undefined || typeof key !== 'string') {
    return undefined;
  }
  const facts = factsOf(schema);
  const word = text.slice(node.start, node.end).replace(/^(["'])(.*)\1$/, '$2');
  const choice = node.position === 'value' ? facts.choices.find(({ value }) => value === word) : undefined;
  return { start: node.start, end: node.end, key, facts, choice };
}
