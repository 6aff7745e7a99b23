import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { foreignFormatError } from './foreign-format.js';

/** Where a model's weights are: in one file, or in the shards that an index names. */
export interface Weights {
  readonly type: 'file' | 'index';
  readonly folder: string;
  readonly file: string;
  /** Names in the folder. */
  readonly names: readonly string[];
}

const SINGLE = 'model.safetensors';
const INDEX_SUFFIX = '.safetensors.index.json';

/**
 * Finds the weights of a model folder, or takes the file that is named. One `model.safetensors` goes before an index, as
 * transformers has it; other names count when there is only one. Throws `checkpoint-missing`, `checkpoint-ambiguous`, or
 * `checkpoint-format` for formats that have to be converted, `checkpoint-not-weights` for another file.
 */
export async function findWeights(files: Files, model: string): Promise<Weights> {
  const stat = await files.stat(model);
  if (stat === undefined) {
    throw modelsmithError('checkpoint-missing', { model }, { file: model });
  }
  if (!stat.isFolder) {
    const folder = path.dirname(model);
    return weightsIn(folder, path.basename(model), await files.list(folder));
  }
  const names = await files.list(model);
  const choose = (found: readonly string[]): string | undefined => {
    if (found.length > 1) {
      throw modelsmithError('checkpoint-ambiguous', { model, files: found }, { file: model });
    }
    return found[0];
  };
  const chosen =
    names.find((name) => name === SINGLE) ??
    names.find((name) => name === `model${INDEX_SUFFIX}`) ??
    choose(names.filter((name) => name.endsWith(INDEX_SUFFIX))) ??
    choose(names.filter((name) => name.endsWith('.safetensors') && !name.startsWith('adapter_')));
  if (chosen !== undefined) {
    return weightsIn(model, chosen, names);
  }
  throw (
    firstDefined(names, (name) => foreignFormatError(name, path.join(model, name))) ??
    modelsmithError('checkpoint-missing', { model }, { file: model })
  );
}

function weightsIn(folder: string, name: string, names: readonly string[]): Weights {
  const file = path.join(folder, name);
  if (name.endsWith(INDEX_SUFFIX)) {
    return { type: 'index', folder, file, names };
  }
  if (name.endsWith('.safetensors')) {
    return { type: 'file', folder, file, names };
  }
  throw foreignFormatError(name, file) ?? modelsmithError('checkpoint-not-weights', { file }, { file });
}

function firstDefined<T, U>(items: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
