import * as path from 'node:path';
import type { Files, OutputTarget } from '../../base/ports.js';
import { holdsModel } from './output/holds-model.js';
import type { OpenedModel } from './resolution/opened-model.js';
import type { ProblemList } from './resolution/problem-list.js';

const KEPT = ['.modelsmith', '.git'];
/** Enough names to recognise a folder by. */
const SHOWN = 3;

/**
 * Finds out whether the output may be written: its name is free (or may be replaced), no input lies in it or around it, and
 * replacing it takes nothing along but a result.
 */
export async function checkOutput(
  output: OutputTarget,
  options: {
    readonly files: Files;
    /** The experiment file (absolute). */
    readonly experiment: string;
    readonly models: Iterable<OpenedModel>;
    readonly problems: ProblemList;
  },
): Promise<void> {
  const { files, experiment, models, problems } = options;
  const where = { file: output.path, key: 'output' };
  const stat = await files.stat(output.path);
  if (stat !== undefined && !stat.isFolder) {
    problems.add('output-not-a-folder', { output: output.path }, where);
    return;
  }
  const around = await nearestThere(files, path.dirname(output.path));
  if (!around.isFolder) {
    problems.add('output-under-a-file', { output: output.path, file: around.path }, where);
    return;
  }
  if (!(await files.isWritable(around.path))) {
    problems.add('output-unwritable', { output: output.path, folder: around.path }, where);
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
  const there = await files.list(output.path);
  if (there.length > 0 && !output.overwrite) {
    problems.add('output-exists', { output: output.path }, where);
    return;
  }
  const kept = contains(real, await realPathOf(files, experiment)) ? experiment : keptIn(real, there);
  if (there.length > 0 && kept !== undefined) {
    problems.add('output-holds-more', { output: output.path, kept }, where);
  } else if (there.length > 0 && !holdsModel(there)) {
    problems.add('output-not-a-model', { output: output.path, found: there.slice(0, SHOWN) }, where);
  }
}

/** What is there of a path: itself, or the nearest thing around it. */
async function nearestThere(
  files: Files,
  file: string,
): Promise<{ readonly path: string; readonly isFolder: boolean }> {
  const stat = await files.stat(file);
  const parent = path.dirname(file);
  return stat === undefined && parent !== file
    ? nearestThere(files, parent)
    : { path: file, isFolder: stat?.isFolder ?? true };
}

/** What a folder holds, or belongs to, that outlives any result: the records of runs, or the history of a project. */
function keptIn(folder: string, names: readonly string[]): string | undefined {
  return KEPT.find((name) => names.includes(name) || folder.split(path.sep).includes(name));
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
