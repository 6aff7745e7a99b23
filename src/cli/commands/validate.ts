import { isCancellation, problemsOf } from '../../base/errors.js';
import type { Problem } from '../../base/errors.js';
import { cliTexts } from '../../base/texts/cli.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { exitCodes } from '../exit-code.js';
import { readExperimentFile } from '../read-experiment-file.js';
import { noteProblems, problemJson } from '../report-problems.js';

interface Verdict {
  readonly file: string;
  readonly runs: number;
  readonly problems: readonly Problem[];
}

/** `modelsmith validate FILE...`: what can be known of experiment files without opening another one. */
export async function validate(
  { terminal, workingFolder, signal }: CommandContext,
  files: readonly string[],
  options: CommonOptions,
): Promise<ExitCode> {
  const verdicts: Verdict[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    verdicts.push(await judge(workingFolder, file));
  }
  if (options.json === true) {
    terminal.json({
      files: verdicts.map(({ file, runs, problems }) => ({ file, runs, problems: problems.map(problemJson) })),
    });
  } else {
    for (const { file, runs, problems } of verdicts) {
      noteProblems(terminal, problems);
      if (problems.length === 0) {
        terminal.line(runs === 1 ? cliTexts.fileIsValid(file) : cliTexts.fileIsValidRuns(file, runs));
      }
    }
  }
  const isInvalid = verdicts.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  return isInvalid ? exitCodes.invalid : exitCodes.done;
}

async function judge(workingFolder: string, file: string): Promise<Verdict> {
  try {
    const { runs, warnings } = await readExperimentFile(workingFolder, file);
    return { file, runs: runs.length, problems: warnings };
  } catch (thrown) {
    if (isCancellation(thrown)) {
      throw thrown;
    }
    return { file, runs: 0, problems: problemsOf(thrown) };
  }
}
