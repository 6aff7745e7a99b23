import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { modelsmithError } from '../base/errors.js';
import { findRoot } from '../experiments/runs/run-root.js';
import { RunStore } from '../experiments/runs/run-store.js';
import type { CommandContext, CommonOptions } from './command-context.js';

/**
 * The runs that a command is about: those of `--root`, else of the experiment file that it names, else of the folder that
 * it was called in. Throws `file-missing` for a root that isn't there, but for a run, which makes it.
 */
export async function openStore(
  context: CommandContext,
  options: CommonOptions,
  experiment?: string,
): Promise<RunStore> {
  if (options.root === undefined) {
    return new RunStore(await findRoot(experiment ?? context.workingFolder));
  }
  const file = path.resolve(context.workingFolder, options.root);
  const stat = await fs.stat(file).catch(() => undefined);
  if (stat?.isDirectory() !== true && experiment === undefined) {
    throw modelsmithError('file-missing', { file }, { file });
  }
  return new RunStore(file);
}
