import * as path from 'node:path';
import { problem, type Problem } from '../../../base/errors.js';
import type { Files, OutputTarget } from '../../../base/ports.js';
import { holdsModel } from './holds-model.js';

const KEPT = ['.modelsmith', '.git'];
/** Enough names to recognise a folder by. */
const SHOWN = 3;

/** A model that is read: none of it may be written to. */
export interface InputModel {
  /** As the experiment names it. */
  readonly reference: string;
  /** Its folder. */
  readonly folder: string;
  /** The folder, or the one file that it is, with links resolved. */
  readonly identity: string;
}

/**
 * What stands against an output: its name is taken (and may not be replaced), an input lies in it or around it, or replacing
 * it would take more along than a result.
 */
export async function outputProblems(
  output: OutputTarget,
  options: {
    readonly files: Files;
    /** The experiment file (absolute). */
    readonly experiment: string;
    readonly inputs: readonly InputModel[];
  },
): Promise<readonly Problem[]> {
  const { files, experiment, inputs } = options;
  const where = { file: output.path, key: 'output' };
  const stat = await files.stat(output.path);
  if (stat !== undefined && !stat.isFolder) {
    return [problem('output-not-a-folder', { output: output.path }, where)];
  }
  const around = await nearestThere(files, path.dirname(output.path));
  if (!around.isFolder) {
    return [problem('output-under-a-file', { output: output.path, file: around.path }, where)];
  }
  const unwritable = (await files.isWritable(around.path))
    ? []
    : [problem('output-unwritable', { output: output.path, folder: around.path }, where)];
  const real = await realPathOf(files, output.path);
  for (const { identity, folder, reference } of inputs) {
    const isSingleFile = identity !== ((await files.realPath(folder)) ?? folder);
    if (contains(real, identity) || (!isSingleFile && contains(identity, real))) {
      return [...unwritable, problem('output-inside-input', { output: output.path, input: reference }, where)];
    }
  }
  const there = await files.list(output.path);
  if (there.length === 0) {
    return unwritable;
  }
  if (!output.overwrite) {
    return [...unwritable, problem('output-exists', { output: output.path }, where)];
  }
  const kept = contains(real, await realPathOf(files, experiment)) ? experiment : keptIn(real, there);
  if (kept !== undefined) {
    return [...unwritable, problem('output-holds-more', { output: output.path, kept }, where)];
  }
  const found = there.slice(0, SHOWN);
  return holdsModel(there)
    ? unwritable
    : [...unwritable, problem('output-not-a-model', { output: output.path, found }, where)];
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
