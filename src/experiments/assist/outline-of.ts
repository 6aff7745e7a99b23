import { isMap, isScalar, isSeq, parseDocument, type ParsedNode, type YAMLMap } from 'yaml';
import { keyText } from '../parse/key-text.js';

/** A key of an experiment's text, or an item of a list of mappings, with offsets. */
export interface OutlineEntry {
  readonly name: string;
  /** A single value as it stands in the text; empty for lists and mappings. */
  readonly value: string;
  readonly form: 'scalar' | 'list' | 'mapping';
  readonly key: readonly [number, number];
  readonly whole: readonly [number, number];
  readonly children: readonly OutlineEntry[];
}

/** Deep enough for parameters of a slice's source; deeper ones are values. */
const MAX_DEPTH = 8;

/** The outline of a text; of one that isn't valid YAML, what can be made of it. */
export function outlineOf(text: string): readonly OutlineEntry[] {
  const { contents } = parseDocument(text, { uniqueKeys: false });
  return isMap(contents) ? entriesOf(contents, text, 0) : [];
}

function entriesOf(map: YAMLMap.Parsed, text: string, depth: number): readonly OutlineEntry[] {
  return map.items.flatMap(({ key, value }) => {
    const name = keyText(key);
    if (name === undefined) {
      return [];
    }
    const [start, end] = key.range;
    return [entry({ name, key: [start, end], node: value, text, depth })];
  });
}

interface EntryParts {
  readonly name: string;
  readonly key: readonly [number, number];
  readonly node: ParsedNode | null;
  readonly text: string;
  readonly depth: number;
}

function entry({ name, key, node, text, depth }: EntryParts): OutlineEntry {
  const end = Math.max(key[1], node?.range[1] ?? 0);
  const common = { name, key, whole: [key[0], end] as const };
  if (depth < MAX_DEPTH && isMap(node)) {
    return { ...common, value: '', form: 'mapping', children: entriesOf(node, text, depth + 1) };
  }
  if (depth < MAX_DEPTH && isSeq(node)) {
    const children = node.items.flatMap((item) => {
      if (!isMap(item) || !('range' in item)) {
        return [];
      }
      const [first] = item.items;
      const title = isScalar(first?.value) ? String(first.value.value) : '';
      const [start, stop] = item.range;
      return [entry({ name: title === '' ? name : title, key: [start, stop], node: item, text, depth: depth + 1 })];
    });
    return { ...common, value: '', form: 'list', children };
  }
  const value = node === null ? '' : text.slice(node.range[0], Math.min(node.range[1], node.range[0] + 80));
  return { ...common, value: value.split('\n')[0] ?? '', form: isSeq(node) ? 'list' : 'scalar', children: [] };
}
