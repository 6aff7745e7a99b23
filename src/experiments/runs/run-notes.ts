import { modelsmithError } from '../../base/errors.js';
import { runNotesSchema } from '../../protocol/run-record.js';
import type { RunNotes } from '../../protocol/run-record.js';
import { runPaths } from './run-paths.js';
import { readJsonIfThere, writeJson } from './whole-file.js';

/** The user's own words about a run; empty where there are none. */
export async function readNotes(runFolder: string): Promise<RunNotes> {
  return runNotesSchema.safeParse(await readJsonIfThere(runPaths(runFolder).notes)).data ?? {};
}

/** Replaces a run's notes, by rename: any host or terminal may. Throws `notes-invalid` past the limits of the schema. */
export async function writeNotes(runFolder: string, notes: RunNotes): Promise<void> {
  const checked = runNotesSchema.safeParse(notes);
  if (!checked.success) {
    throw modelsmithError('notes-invalid', { key: checked.error.issues[0]?.path.join('.') ?? '' });
  }
  await writeJson(runPaths(runFolder).notes, checked.data);
}
