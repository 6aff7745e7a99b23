import * as path from 'node:path';
import { isCancellation, ModelsmithError } from '../../../base/errors.js';
import type { Files, ModelHub } from '../../../base/ports.js';

interface Named {
  readonly model?: string | undefined;
  readonly tokenizer?: string | undefined;
}

/**
 * The same keys with the folders (absolute) of what `model` and `tokenizer` name: a folder that is there goes before a model
 * of a hub that has the same name, as in merges. Throws `hub-…` errors, at the key.
 */
export async function locateModels<Keys extends Named>(
  keys: Keys,
  context: { readonly files: Files; readonly folder: string; readonly hub?: ModelHub | undefined },
): Promise<Keys> {
  const { files, folder, hub } = context;
  const find = async (key: keyof Named): Promise<Named> => {
    const reference = keys[key];
    if (reference === undefined) {
      return {};
    }
    const local = path.resolve(folder, reference);
    try {
      const isHere = (await files.stat(local)) !== undefined;
      return { [key]: isHere ? local : ((await hub?.find(reference)) ?? local) };
    } catch (thrown) {
      if (isCancellation(thrown) || !(thrown instanceof ModelsmithError)) {
        throw thrown;
      }
      const [first, ...others] = thrown.problems.map((one) => ({
        ...one,
        where: { ...one.where, model: reference, key },
      }));
      throw first === undefined ? thrown : new ModelsmithError([first, ...others]);
    }
  };
  return { ...keys, ...(await find('model')), ...(await find('tokenizer')) };
}
