import { Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import * as z from 'zod';
import { schemaOf } from './experiment-schema.js';
import type { Kind, Starter } from './kind.js';
import { kindForAction } from './kind-for-action.js';
import { childOf, unwrap, type Schema } from './parse/schema-walk.js';

/** The width of comments; values are never broken. */
const COLUMNS = 100;
/** What every reader of a file knows after its first line. */
const SELF_EVIDENT = ['kind', 'name'];

/**
 * A new experiment file: a starter's values under a name, each key with what its schema says about it. It validates as it
 * is; the models it names are for its user to replace.
 */
export function starterText(kind: Kind, starter: Starter, name: string): string {
  const output = `./${name}`;
  const document = new Document({
    kind: kind.kind,
    name,
    ...starter.spec,
    ...(hasOutput(kind, starter) ? { output } : {}),
  });
  document.commentBefore = comment(starter.summary, 0);
  if (isMap(document.contents)) {
    explain(document.contents, schemaOf(kindForAction(kind, starter.spec['action'])), 0);
  }
  return document.toString({ lineWidth: 0 });
}

/** Whether an output means something to a kind; its own check tells. */
function hasOutput(kind: Kind, { spec }: Starter): boolean {
  const { action, ...own } = spec;
  const form = kindForAction(kind, action);
  const complete = form.schema.safeParse(own);
  const issues = complete.success ? form.check(complete.data, './output') : [];
  return !issues.some(({ path, problem }) => path[0] === 'output' && problem.code === 'key-without-effect');
}

/** Comments the keys of a mapping, those of the mappings in it, and those of the first item of each list. */
function explain(map: YAMLMap, schema: Schema, depth: number): void {
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      continue;
    }
    const child = childOf(unwrap(schema), key.value);
    const description = child === undefined ? undefined : descriptionOf(child);
    if (description !== undefined && !(depth === 0 && SELF_EVIDENT.includes(key.value))) {
      key.commentBefore = comment(firstSentence(description), depth);
      key.spaceBefore = depth === 0;
    }
    if (child !== undefined && isMap(value)) {
      explain(value, child, depth + 1);
    } else if (child !== undefined && isSeq(value)) {
      const [item] = value.items;
      const element = childOf(unwrap(child), 0);
      if (element !== undefined && isMap(item)) {
        explain(item, element, depth + 2);
        moveToItem(item);
      }
    }
  }
}

/** A comment on the first key of a list's item would stand between the hyphen and the key. */
function moveToItem(item: YAMLMap): void {
  const key = item.items[0]?.key;
  if (isScalar(key) && typeof key.commentBefore === 'string') {
    item.commentBefore = key.commentBefore;
    key.commentBefore = null;
  }
}

function descriptionOf(schema: Schema): string | undefined {
  return z.globalRegistry.get(schema)?.description ?? z.globalRegistry.get(unwrap(schema))?.description;
}

function firstSentence(text: string): string {
  const end = text.search(/\.(?=\s|$)/);
  return end < 0 ? text : text.slice(0, end + 1);
}

/** Lines that fit, in the form of `commentBefore`: without the `#`. */
function comment(text: string, depth: number): string {
  const width = COLUMNS - 2 - 2 * depth;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) {
      lines.push(` ${word}`);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines.join('\n');
}
