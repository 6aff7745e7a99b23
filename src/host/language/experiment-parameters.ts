import { parse } from 'yaml';

/** What a run says about itself elsewhere. */
const SAID_ELSEWHERE = new Set(['kind', 'name', 'description', 'seed', 'output', 'overwrite', 'tags', 'matrix']);
/** The header of a view has room for this many. */
const MOST = 40;

export interface ExperimentParameter {
  readonly path: string;
  readonly value: string | number | boolean | null;
}

/**
 * The single values that an experiment's text gives, by dotted path (`parameters.ratio`), in the order of the text; lists
 * (models, slices) are left to the view. Empty for a text that can't be read.
 */
export function experimentParameters(text: string): readonly ExperimentParameter[] {
  const found: ExperimentParameter[] = [];
  const collect = (value: unknown, path: string): void => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      found.push({ path, value });
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) {
        collect(inner, path === '' ? key : `${path}.${key}`);
      }
    }
  };
  try {
    const root: unknown = parse(text, { maxAliasCount: 100 });
    if (typeof root === 'object' && root !== null && !Array.isArray(root)) {
      for (const [key, value] of Object.entries(root)) {
        if (!SAID_ELSEWHERE.has(key)) {
          collect(value, key);
        }
      }
    }
  } catch {
    return [];
  }
  return found.slice(0, MOST);
}
