import { isMap, isSeq, type ParsedNode, type Pair } from 'yaml';
import type { KeyPath } from '../../base/key-path.js';
import { keyText } from './key-text.js';

/**
 * Offsets of the value (or the key) at a path; of the nearest thing around it where the path leads into an alias, a merged
 * mapping or nothing. Undefined for an empty document.
 */
export function findNode(
  contents: ParsedNode | null,
  path: KeyPath,
  part: 'key' | 'value',
): readonly [number, number] | undefined {
  let node: ParsedNode | null = contents;
  let found: readonly [number, number] | undefined = node === null ? undefined : [node.range[0], node.range[1]];
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pairs = node.items;
      const pair: Pair<ParsedNode, ParsedNode | null> | undefined = pairs.find(({ key }) => keyText(key) === step);
      if (pair === undefined) {
        break;
      }
      node = pair.value;
      found = isLast && part === 'value' ? rangeOf(hasText(node) ? node : pair.key) : rangeOf(pair.key);
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined || !('range' in item)) {
        break;
      }
      node = item;
      found = rangeOf(node);
    } else {
      break;
    }
  }
  return found;
}

/** An empty value has a place but no extent; its key is what a reader looks at. */
function hasText(node: ParsedNode | null): node is ParsedNode {
  return node !== null && node.range[1] > node.range[0];
}

function rangeOf(node: ParsedNode): readonly [number, number] {
  return [node.range[0], node.range[1]];
}
