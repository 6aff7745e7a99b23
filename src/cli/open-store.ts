import * as path from 'node:path';
import { findRoot } from '../experiments/runs/run-root.js';
import { RunStore } from '../experiments/runs/run-store.js';
import type { CommandContext, CommonOptions } from './command-context.js';

/**
 * The runs that a command is about: those of `--root`, else of the experiment file that it names, else of the folder that
 * it was called in.
 */
export async function openStore(
  context: CommandContext,
  options: CommonOptions,
  start: string = context.workingFolder,
): Promise<RunStore> {
  const root = options.root === undefined ? await findRoot(start) : path.resolve(context.workingFolder, options.root);
  return new RunStore(root);
}
