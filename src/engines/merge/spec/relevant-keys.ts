import type { KeyPath } from '../../../base/key-path.js';
import { findMethod, parametersOf } from './methods.js';

/** Of all parameters those that the chosen method takes at this level of the file; undefined where it isn't parameters. */
export function relevantMergeKeys(
  path: KeyPath,
  topLevel: (key: string) => string | undefined,
): readonly string[] | undefined {
  const method = findMethod(topLevel('merge_method') ?? '');
  if (path.at(-1) !== 'parameters' || method === undefined) {
    return undefined;
  }
  const isEntry = path.at(-3) === 'models' || path.at(-3) === 'sources';
  const isTop = path.length === 1;
  return (isEntry ? method.perModel : parametersOf(method))
    .filter((parameter) => isTop || parameter.topLevel !== true)
    .map(({ name }) => name);
}
