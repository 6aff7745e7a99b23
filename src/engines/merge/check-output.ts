import * as path from 'node:path';
import type { Files, OutputTarget } from '../../base/ports.js';
import type { OpenedModel } from './resolution/opened-model.js';
import type { ProblemList } from './resolution/problem-list.js';

/** Finds out whether the output may be written: its name is free (or may be replaced), and no input lies in it or around it. */
export async function checkOutput(
  output: OutputTarget,
  options: { readonly files: Files; readonly models: Iterable<OpenedModel>; readonly problems: ProblemList },
): Promise<void> {
  const { files, models, problems } = options;
  const where = { file: output.path, key: 'output' };
  const stat = await files.stat(output.path);
  if (stat !== undefined && !stat.isFolder) {
    problems.add('output-not-a-folder', { output: output.path }, where);
    return;
  }
  const real = await realPathOf(files, output.path);
  for (const model of models) {
    const { identity, checkpoint } = model;
    const isSingleFile = identity !== ((await files.realPath(checkpoint.folder)) ?? checkpoint.folder);
    if (contains(real, identity) || (!isSingleFile && contains(identity, real))) {
      problems.add('output-inside-input', { output: output.path, input: model.reference }, where);
      return;
    }
  }
  if (stat !== undefined && !output.overwrite && (await files.list(output.path)).length > 0) {
    problems.add('output-exists', { output: output.path }, where);
  }
}

/** The path with its links resolved, as far as it exists. */
async function realPathOf(files: Files, file: string): Promise<string> {
  const real = await files.realPath(file);
  const parent = path.dirname(file);
  return real ?? (parent === file ? file : path.join(await realPathOf(files, parent), path.basename(file)));
}

function contains(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative));
}
