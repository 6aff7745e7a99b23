import * as z from 'zod';
import { modelsmithError } from '../../base/errors.js';
import { RUN_FORMAT, runRecordSchema } from '../../protocol/run-record.js';
import type { RunRecord } from '../../protocol/run-record.js';
import { runPaths } from './run-paths.js';
import { readJsonIfThere, writeJson } from './whole-file.js';

export interface ReadRecord {
  readonly record: RunRecord;
  /** Written by a newer Modelsmith: it is shown, and nothing in it is changed. */
  readonly readOnly: boolean;
}

/** What a listing needs of a run must be readable in any format; the rest may be said in ways that come later. */
const newerSchema = runRecordSchema.extend({
  matrix: runRecordSchema.shape.matrix.catch(undefined),
  versions: runRecordSchema.shape.versions.catch({}),
  backend: runRecordSchema.shape.backend.catch({ name: '', reason: '' }),
  startedBy: runRecordSchema.shape.startedBy.catch('terminal'),
  inputs: runRecordSchema.shape.inputs.catch([]),
  figures: runRecordSchema.shape.figures.catch(undefined),
  problems: runRecordSchema.shape.problems.catch(undefined),
});

const formatSchema = z.object({ format: z.int().min(1) });

/**
 * Reads `run.json`. Throws `run-missing` where there is none, `run-unreadable` where it isn't one, and `run-newer` where
 * a newer Modelsmith says in ways that this one can't read even what a listing needs.
 */
export async function readRunRecord(runFolder: string): Promise<ReadRecord> {
  const file = runPaths(runFolder).record;
  const value = await readJsonIfThere(file);
  if (value === undefined) {
    throw modelsmithError('run-missing', { run: runFolder }, { file });
  }
  const format = formatSchema.safeParse(value).data?.format ?? 0;
  const readOnly = format > RUN_FORMAT;
  const parsed = (readOnly ? newerSchema : runRecordSchema).safeParse(value);
  if (!parsed.success) {
    throw readOnly
      ? modelsmithError('run-newer', { run: runFolder, format, supported: RUN_FORMAT }, { file })
      : modelsmithError('run-unreadable', { run: runFolder }, { file });
  }
  return { record: parsed.data, readOnly };
}

/** Reads a record that is to be changed; throws `run-newer` where a newer Modelsmith wrote it. */
export async function readOwnRecord(runFolder: string): Promise<RunRecord> {
  const { record, readOnly } = await readRunRecord(runFolder);
  if (readOnly) {
    throw modelsmithError('run-newer', { run: runFolder, format: record.format, supported: RUN_FORMAT });
  }
  return record;
}

/** Writes `run.json` by rename. Only whoever holds the run's lock may. */
export async function writeRunRecord(runFolder: string, record: RunRecord): Promise<void> {
  await writeJson(runPaths(runFolder).record, record);
}
