import { ModelsmithError, modelsmithError, problem } from '../base/errors.js';
import type { Problem } from '../base/errors.js';
import type { Files } from '../base/ports.js';
import type { InputRecord } from '../protocol/run-record.js';
import { digestInput, hasDigest } from './digest-input.js';
import type { DigestOptions } from './digest-input.js';

/** The records of a plan's inputs, in its order. */
export async function recordInputs(
  files: Files,
  inputs: readonly string[],
  options: DigestOptions,
): Promise<readonly InputRecord[]> {
  const records: InputRecord[] = [];
  for (const file of new Set(inputs)) {
    records.push(await digestInput(files, file, options));
  }
  return records;
}

/**
 * Compares inputs with what they were when their run began; throws all that is wrong at once (`input-changed`,
 * `file-missing`). Their times may differ: the records that come back have those of now.
 */
export async function recheckInputs(
  files: Files,
  records: readonly InputRecord[],
  options: DigestOptions,
): Promise<readonly InputRecord[]> {
  const problems: Problem[] = [];
  const current: InputRecord[] = [];
  for (const record of records) {
    const { path: file } = record;
    const stat = await files.stat(file);
    if (stat === undefined || stat.isFolder) {
      problems.push(problem('file-missing', { file }, { file }));
    } else if (stat.bytes !== record.bytes || !(await hasDigest(files, record, options))) {
      problems.push(problem('input-changed', { file, when: 'before-resume' }, { file }));
    } else {
      current.push({ ...record, modifiedMs: stat.modifiedMs });
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) {
    throw new ModelsmithError([first, ...others]);
  }
  return current;
}

/** Throws `input-changed` where a file was written to while the run read it: by size and time, which is quick. */
export async function assertUnchanged(files: Files, records: readonly InputRecord[]): Promise<void> {
  for (const { path: file, bytes, modifiedMs } of records) {
    const stat = await files.stat(file);
    if (stat?.bytes !== bytes || stat.modifiedMs !== modifiedMs) {
      throw modelsmithError('input-changed', { file, when: 'during-run' }, { file });
    }
  }
}
