import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ModelsmithError, modelsmithError } from '../base/errors.js';
import type { Problem } from '../base/errors.js';
import { systemCodeOf } from '../base/system-code.js';
import { expandMatrix } from '../experiments/expand-matrix.js';
import type { Experiment } from '../experiments/experiment.js';
import { parseExperiment } from '../experiments/parse.js';

/** An experiment file that can be run. */
export interface ExperimentFile {
  readonly file: string;
  readonly experiment: Experiment;
  /** One, or one for each combination of the matrix. */
  readonly runs: readonly Experiment[];
  readonly warnings: readonly Problem[];
}

/** Text beyond this is no experiment; the parser has finer limits. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Reads and validates an experiment file; `output` (relative to the working folder) replaces what it names. Throws all
 * its errors at once, with the warnings between them.
 */
export async function readExperimentFile(
  workingFolder: string,
  name: string,
  options: { readonly output?: string | undefined } = {},
): Promise<ExperimentFile> {
  const file = path.resolve(workingFolder, name);
  const text = await readText(file);
  const output = options.output === undefined ? {} : { output: path.resolve(workingFolder, options.output) };
  const { experiment, problems } = parseExperiment(text, file, output);
  if (experiment === undefined) {
    const [first, ...others] = problems;
    throw first === undefined ? new Error('rejected without a problem') : new ModelsmithError([first, ...others]);
  }
  return { file, experiment, runs: expandMatrix(experiment), warnings: problems };
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await fs.stat(file);
    if (size > MAX_FILE_BYTES) {
      throw modelsmithError('file-unreadable', { file, reason: 'too-large' }, { file });
    }
    return await fs.readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof ModelsmithError) {
      throw thrown;
    }
    const reason = systemCodeOf(thrown) ?? String(thrown);
    throw reason === 'ENOENT'
      ? modelsmithError('file-missing', { file }, { file }, thrown)
      : modelsmithError('file-unreadable', { file, reason }, { file }, thrown);
  }
}
