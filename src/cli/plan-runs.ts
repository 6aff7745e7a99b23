import * as path from 'node:path';
import type { Problem } from '../base/errors.js';
import type { Plan } from '../protocol/plan.js';
import { askWorker } from './ask-worker.js';
import type { CommandContext } from './command-context.js';
import { asExperimentFile, type ExperimentFile, readExperimentText } from './read-experiment-file.js';

/** An experiment that can be run, with what its runs would do. */
export interface PlannedFile {
  readonly file: ExperimentFile;
  /** One for each run. */
  readonly plans: readonly Plan[];
}

/**
 * Reads an experiment and plans its runs, from headers alone; `output` (relative to the working folder) replaces what it
 * names. Of a file with errors all that is wrong is thrown, what headers tell included.
 */
export async function planFile(
  context: CommandContext,
  name: string,
  options: { readonly output?: string | undefined },
): Promise<PlannedFile> {
  const { workingFolder } = context;
  const { file, text } = await readExperimentText(workingFolder, name);
  const output = options.output === undefined ? undefined : path.resolve(workingFolder, options.output);
  const { plans } = await askWorker(context, 'plan', { text, file, output });
  return { file: asExperimentFile(text, file, output), plans };
}

/** The problems of several plans, each once: the runs of a matrix share most of theirs. */
export function problemsOfPlans(plans: readonly Plan[]): readonly Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of plans.flatMap(({ problems }) => problems)) {
    seen.set(JSON.stringify(problem), problem);
  }
  return [...seen.values()];
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
