import * as fs from 'node:fs/promises';
import * as z from 'zod';
import { runNotesSchema, runRecordSchema } from '../../protocol/run-record.js';
import { readJsonIfThere, writeJson } from './whole-file.js';

/** A file that was changed so recently may be changed once more without its stamp telling. */
const SETTLED_MS = 2000;
const INDEX_FORMAT = 1;

const entrySchema = z.object({
  stamp: z.string(),
  record: runRecordSchema,
  readOnly: z.boolean(),
  notes: runNotesSchema,
});
export type IndexEntry = z.infer<typeof entrySchema>;

const indexSchema = z.object({ format: z.literal(INDEX_FORMAT), runs: z.record(z.string(), entrySchema) });

/** What the listing knew last time, by run id. A cache: where it is missing, damaged or old, the runs are read. */
export async function readIndex(file: string): Promise<Map<string, IndexEntry>> {
  const parsed = indexSchema.safeParse(await readJsonIfThere(file));
  return new Map(parsed.success ? Object.entries(parsed.data.runs) : []);
}

/** Keeps the cache; that a listing can't (a read-only folder) is no fault of the listing. */
export async function writeIndex(file: string, entries: ReadonlyMap<string, IndexEntry>): Promise<void> {
  const value = { format: INDEX_FORMAT, runs: Object.fromEntries(entries) };
  await writeJson(file, value, { durable: false }).catch(() => undefined);
}

/** What tells that files haven't changed; undefined where the first of them is missing. */
export async function stampOf(files: readonly [string, ...string[]], now: number): Promise<string | undefined> {
  const parts: string[] = [];
  for (const [index, file] of files.entries()) {
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat === undefined && index === 0) {
      return undefined;
    }
    const settled = stat === undefined || Math.abs(now - stat.mtimeMs) > SETTLED_MS;
    parts.push(stat === undefined ? '-' : `${String(stat.ino)}/${String(stat.mtimeMs)}/${String(stat.size)}`);
    if (!settled) {
      // Never equal to another stamp.
      parts.push(`unsettled at ${String(now)}`);
    }
  }
  return parts.join(' ');
}
