import * as path from 'node:path';
import { modelsmithError } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import { makeSampleModels, sampleModels } from './make-sample-models.js';

/** The sample is the same for everyone, so that its documentation can show what comes out. */
const SAMPLE_SEED = 20_241;

const MODELS_FOLDER = 'models';

/**
 * Makes the sample workspace in `target`: the experiment files and the README of `mediaFolder`, and the models that they
 * name. Throws `sample-exists`, before anything is written, when a file of the sample is there, unless `overwrite`.
 */
export async function makeSampleWorkspace(
  files: Files,
  mediaFolder: string,
  target: string,
  options: { readonly signal: AbortSignal; readonly overwrite?: boolean },
): Promise<void> {
  const { signal, overwrite = false } = options;
  const texts = await files.list(mediaFolder);
  if (!overwrite) {
    const names = [...texts, ...sampleModels.map((model) => path.join(MODELS_FOLDER, model))];
    for (const name of names) {
      signal.throwIfAborted();
      if ((await files.stat(path.join(target, name))) !== undefined) {
        throw modelsmithError('sample-exists', { folder: target, file: name }, { file: path.join(target, name) });
      }
    }
  }
  await files.makeFolder(target);
  await makeSampleModels(files, path.join(target, MODELS_FOLDER), { seed: SAMPLE_SEED, signal });
  for (const name of texts) {
    signal.throwIfAborted();
    await files.copy(path.join(mediaFolder, name), path.join(target, name));
  }
}
