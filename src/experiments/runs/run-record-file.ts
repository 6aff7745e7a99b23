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

const formatSchema = z.object({ format: z.int().min(1) });

/** Reads `run.json`. Throws `run-missing` where there is none and `run-unreadable` where it isn't one. */
export async function readRunRecord(runFolder: string): Promise<ReadRecord> {
  const file = runPaths(runFolder).record;
  const value = await readJsonIfThere(file);
  if (value === undefined) {
    throw modelsmithError('run-missing', { run: runFolder }, { file });
  }
  const parsed = runRecordSchema.safeParse(value);
  if (!parsed.success) {
    const newer = formatSchema.safeParse(value).data?.format ?? 0;
    throw newer > RUN_FORMAT
      ? modelsmithError('run-newer', { run: runFolder, format: newer, supported: RUN_FORMAT }, { file })
      : modelsmithError('run-unreadable', { run: runFolder }, { file });
  }
  return { record: parsed.data, readOnly: parsed.data.format > RUN_FORMAT };
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
