import { kinds } from '../../engines/kinds.js';
import type { Kind } from '../kind.js';
import { kindForAction } from '../kind-for-action.js';

/** A single value of the top level as it stands in a text that needn't be valid YAML. */
export function topLevelValue(text: string, key: string): string | undefined {
  const found = new RegExp(`^(["']?)${key}\\1\\s*:[ \\t]+(["']?)([^"'#\\r\\n]+?)\\2[ \\t]*(?:#.*)?$`, 'm').exec(text);
  return found?.[3];
}

/** The kind (in the form of its action) that a text is about, even when it is half written; mergekit's files are merges. */
export function kindOfText(text: string): Kind | undefined {
  const kind = topLevelValue(text, 'kind');
  const found = kinds.get(kind ?? (/^["']?merge_method["']?\s*:/m.test(text) ? 'merge' : ''));
  return found === undefined ? undefined : kindForAction(found, topLevelValue(text, 'action'));
}
