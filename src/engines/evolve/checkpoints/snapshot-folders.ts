import * as path from 'node:path';
import { modelsmithError } from '../../../base/errors.js';
import type { Files } from '../../../base/ports.js';
import { holdsModel } from '../../../ml/tensors/output/holds-model.js';

const RUNS = path.join('.modelsmith', 'runs');

/**
 * Folders (absolute) of the last checkpoints of a training, oldest first. `run` is a run's id, its folder, or any folder of
 * checkpoints; those of epochs count before others, and a run's best isn't one of its last. Throws `evolve-snapshots-few`.
 */
export async function snapshotFolders(
  { run, last }: { readonly run: string; readonly last: number },
  { files, folder }: { readonly files: Files; readonly folder: string },
): Promise<readonly string[]> {
  const place = await findRun(run, { files, folder });
  const within = path.join(place, 'artifacts', 'checkpoints');
  const parent = (await files.stat(within))?.isFolder === true ? within : place;
  const found: string[] = [];
  for (const name of await files.list(parent)) {
    if (name !== 'best' && holdsModel(await files.list(path.join(parent, name)))) {
      found.push(name);
    }
  }
  const epochs = found.filter((name) => /^epoch-\d+$/.test(name));
  // checkpoint-500 comes before checkpoint-1000.
  const names = (epochs.length > 0 ? epochs : found).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (names.length < last) {
    throw modelsmithError(
      'evolve-snapshots-few',
      { folder: parent, found: names.length, wanted: last },
      { file: parent, key: 'individuals.snapshots.run' },
    );
  }
  return names.slice(-last).map((name) => path.join(parent, name));
}

/** The folder that is meant: as a path, else by its id among the runs of the nearest root above the experiment. */
async function findRun(
  run: string,
  { files, folder }: { readonly files: Files; readonly folder: string },
): Promise<string> {
  const direct = path.resolve(folder, run);
  if ((await files.stat(direct))?.isFolder === true) {
    return direct;
  }
  for (let at = folder; ; at = path.dirname(at)) {
    const byId = path.join(at, RUNS, path.basename(run));
    if ((await files.stat(byId))?.isFolder === true) {
      return byId;
    }
    if (path.dirname(at) === at) {
      throw modelsmithError('file-missing', { file: direct }, { file: direct, key: 'individuals.snapshots.run' });
    }
  }
}
