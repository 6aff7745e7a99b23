import { type Document, isMap, isNode, isPair, isScalar, type Node, parseDocument, visit } from 'yaml';
import type { KeyPath } from '../../base/key-path.js';
import { keyText } from '../parse/key-text.js';

/** Where a cursor is in an experiment file, which may be half written. */
export interface CursorContext {
  /** What leads to the mapping whose key is being written, or to the value. */
  readonly path: KeyPath;
  readonly position: 'key' | 'value';
  /** Offsets of the word at the cursor, which a completion replaces. */
  readonly start: number;
  readonly end: number;
  /** Keys that the mapping has besides. */
  readonly siblings: readonly string[];
  /** The mapping stands in braces, on one line. */
  readonly isFlow: boolean;
  /** The colon of the key is there already. */
  readonly hasColon: boolean;
}

/** Stands in for what is being written; the parser then says where it is. No file holds it. */
const MARK = 'k8Xq3wZt7cursor';

/**
 * The place of a cursor, by putting a word of our own there and looking where the YAML parser finds it: what is half
 * written is rarely YAML, and the parser is forgiving about the rest. Undefined in a comment, or where nothing fits.
 */
export function cursorContext(text: string, offset: number): CursorContext | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) {
    return undefined;
  }
  const start = offset - (/[^\s{}[\],:"']*$/.exec(before)?.[0].length ?? 0);
  const end = offset + (/^[^\s{}[\],:"']*/.exec(text.slice(offset))?.[0].length ?? 0);
  const isKey = /^\s*:(\s|$)/.test(text.slice(end));
  // At the beginning of a line, behind hyphens or not, a key is being written, unless the schema knows of none there.
  const isLineStart = /^[\s-]*$/.test(text.slice(lineStart, start));
  const filling = isLineStart && !isKey ? `${MARK}: 0` : MARK;
  const document = parseDocument(text.slice(0, start) + filling + text.slice(end), { uniqueKeys: false });
  const found = findMark(document);
  return found === undefined ? undefined : { ...found, start, end, hasColon: isKey };
}

type Found = Pick<CursorContext, 'path' | 'position' | 'siblings' | 'isFlow'>;

function findMark(document: Document): Found | undefined {
  let found: Found | undefined;
  visit(document, {
    Scalar(key, node, ancestors) {
      if (node.value !== MARK) {
        return undefined;
      }
      const parent = ancestors.at(-1);
      const map = ancestors.at(-2);
      if (key === 'key' && isPair(parent) && isMap(map)) {
        const siblings = map.items.flatMap((pair) => (pair === parent ? [] : (keyText(asNode(pair.key)) ?? [])));
        found = { path: pathOf(ancestors.slice(0, -1)), position: 'key', siblings, isFlow: map.flow === true };
      } else {
        found = { path: pathOf([...ancestors, node]), position: 'value', siblings: [], isFlow: false };
      }
      return visit.BREAK;
    },
  });
  return found;
}

type Ancestor = Parameters<
  NonNullable<Extract<Parameters<typeof visit>[1], { Scalar?: unknown }>['Scalar']>
>[2][number];

/** Keys and list positions along a chain of nodes, each the child of the one before. */
function pathOf(chain: readonly (Ancestor | Node)[]): KeyPath {
  const path: (string | number)[] = [];
  for (const [index, node] of chain.entries()) {
    const parent = chain[index - 1];
    if (isPair(node)) {
      path.push(keyText(asNode(node.key)) ?? '');
    } else if (parent !== undefined && 'items' in parent && Array.isArray(parent.items) && !isMap(parent)) {
      path.push(parent.items.indexOf(node));
    }
  }
  return path;
}

function asNode(key: unknown): Node | null {
  return isNode(key) ? key : null;
}

/** The key or the single value at an offset of a text, with its path; undefined between them. */
export function nodeAt(
  text: string,
  offset: number,
):
  | { readonly path: KeyPath; readonly position: 'key' | 'value'; readonly start: number; readonly end: number }
  | undefined {
  const document = parseDocument(text, { uniqueKeys: false });
  let found: ReturnType<typeof nodeAt>;
  visit(document, {
    Scalar(key, node, ancestors) {
      const [start = 0, end = 0] = node.range ?? [];
      if (!isScalar(node) || offset < start || offset > end || start === end) {
        return undefined;
      }
      const isKey = key === 'key';
      found = { path: pathOf(isKey ? ancestors : [...ancestors, node]), position: isKey ? 'key' : 'value', start, end };
      return visit.BREAK;
    },
  });
  return found;
}
