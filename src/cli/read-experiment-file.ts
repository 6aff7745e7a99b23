import { isUtf8 } from 'node:buffer';
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

/** Reads and validates an experiment file. Throws all its errors at once, with the warnings between them. */
export async function readExperimentFile(workingFolder: string, name: string): Promise<ExperimentFile> {
  const { file, text } = await readExperimentText(workingFolder, name);
  return asExperimentFile(text, file, undefined);
}

/** The text of an experiment; `output` (absolute) replaces what it names. Throws all its errors at once. */
export function asExperimentFile(text: string, file: string, output: string | undefined): ExperimentFile {
  const { experiment, problems } = parseExperiment(text, file, output === undefined ? {} : { output });
  if (experiment === undefined) {
    const [first, ...others] = problems;
    throw first === undefined ? new Error('rejected without a problem') : new ModelsmithError([first, ...others]);
  }
  return { file, experiment, runs: expandMatrix(experiment), warnings: problems };
}

/** The text of a file, by its name in the working folder. Throws `file-missing`, `file-unreadable`, `file-not-utf8`. */
export async function readExperimentText(
  workingFolder: string,
  name: string,
): Promise<{ readonly file: string; readonly text: string }> {
  const file = path.resolve(workingFolder, name);
  try {
    const { size } = await fs.stat(file);
    if (size > MAX_FILE_BYTES) {
      throw modelsmithError('file-unreadable', { file, reason: 'too-large' }, { file });
    }
    return { file, text: decode(await fs.readFile(file), file) };
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

/** Bytes that are no UTF-8 are not guessed at: what would be run isn't what its author sees. */
function decode(bytes: Buffer, file: string): string {
  if (!isUtf8(bytes)) {
    throw modelsmithError('file-not-utf8', { file, byte: firstFault(bytes) }, { file });
  }
  return new TextDecoder('utf-8').decode(bytes);
}

/** The first byte, counted from 1, of what is no character. */
function firstFault(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!isUtf8(bytes.subarray(at, at + length))) {
      return at + 1;
    }
    at += length;
  }
  return at;
}
