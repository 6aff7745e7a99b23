import type { Problem } from '../base/errors.js';
import type { Plan } from '../protocol/plan.js';
import { askWorker } from './ask-worker.js';
import type { CommandContext } from './command-context.js';
import type { ExperimentFile } from './read-experiment-file.js';

/** The plans of an experiment, one for each of its runs, from headers alone. */
export async function planRuns(
  context: CommandContext,
  { experiment, file }: ExperimentFile,
): Promise<readonly Plan[]> {
  // Its source rather than the file's text: an output from the command line stands in it.
  return (await askWorker(context, 'plan', { text: experiment.source, file })).plans;
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
