import { isScalar, type Node } from 'yaml';

/** The text of a mapping's key as it stands in the file (`on`, `007`), whatever YAML takes it for; undefined if it has none. */
export function keyText(key: Node | null): string | undefined {
  if (!isScalar(key)) {
    return undefined;
  }
  const text = typeof key.value === 'string' ? key.value : key.source;
  return text === undefined || text === '' ? undefined : text;
}
