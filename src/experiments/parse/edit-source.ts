import { type Document, isMap, isSeq, parseDocument, stringify, visit } from 'yaml';
import { PlainValueReader } from './plain-value.js';
import { setAtPath } from '../../base/set-at-path.js';

export interface SourceEdits {
  readonly version: '1.1' | '1.2';
  /** Paths with their new values; mappings on the way are made. */
  readonly set?: readonly (readonly [path: readonly string[], value: unknown])[];
  /** Keys of the top level. */
  readonly remove?: readonly string[];
}

/**
 * The text of an experiment with some values changed. Comments and order stay; only a text with aliases is written anew,
 * because a change of what an alias stands for would show in all its places.
 */
export function editSource(text: string, { version, set = [], remove = [] }: SourceEdits): string {
  const document = parseDocument(text, { version, uniqueKeys: false });
  if (hasAliases(document)) {
    let value: unknown = new PlainValueReader(version, (_, found) => found).read(document.contents);
    for (const [steps, replacement] of set) {
      value = setAtPath(value, steps, replacement);
    }
    const kept = Object.entries(value ?? {}).filter(([key]) => !remove.includes(key));
    return stringify(Object.fromEntries(kept), { version });
  }
  for (const key of remove) {
    document.delete(key);
  }
  for (const [steps, replacement] of set) {
    document.setIn(nodePath(document, steps), document.createNode(replacement));
  }
  return document.toString({ lineWidth: 0 });
}

function hasAliases(document: Document.Parsed): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** List positions as numbers, which is what the document's own paths want. */
function nodePath(document: Document.Parsed, steps: readonly string[]): readonly (string | number)[] {
  let node: unknown = document.contents;
  return steps.map((step) => {
    const key = isSeq(node) ? Number(step) : step;
    node = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
    return key;
  });
}
