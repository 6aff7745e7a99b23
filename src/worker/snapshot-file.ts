import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { modelsmithError } from '../base/errors.js';
import { systemCodeOf } from '../base/system-code.js';
import { writeWhole } from '../experiments/runs/whole-file.js';
import { decodeState, encodeState } from './state-codec.js';

const SNAPSHOT_FORMAT = 1;

const snapshotSchema = z.object({
  format: z.literal(SNAPSHOT_FORMAT),
  /** The last event that the state contains. */
  seq: z.int().min(0),
  /** Bytes of every dense file at that event. */
  dense: z.record(z.string(), z.int().min(0)),
  state: z.unknown(),
});
/** What every version's snapshots say of themselves. */
const anyFormatSchema = z.object({ format: z.int() });
export type Snapshot = Omit<z.infer<typeof snapshotSchema>, 'format'>;

/** A snapshot as the bytes of its file; what the engine changes afterwards isn't in them. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  return encodeState({ format: SNAPSHOT_FORMAT, ...snapshot });
}

/** Replaces a run's snapshot; a crash leaves the old one or the new one. */
export async function writeSnapshot(file: string, encoded: Uint8Array): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  await writeWhole(file, encoded);
}

/**
 * A run's newest snapshot; undefined where there is none. Throws `snapshot-unusable` where there is one that can't be
 * read, is damaged, or was written by another version.
 */
export async function readSnapshot(file: string): Promise<Snapshot | undefined> {
  const bytes = await fs.readFile(file).catch((thrown: unknown) => {
    const reason = systemCodeOf(thrown);
    if (reason === 'ENOENT') {
      return undefined;
    }
    throw modelsmithError('snapshot-unusable', { reason: reason ?? 'damaged' }, { file }, thrown);
  });
  if (bytes === undefined) {
    return undefined;
  }
  let state: unknown;
  try {
    state = decodeState(bytes);
  } catch (thrown) {
    throw modelsmithError('snapshot-unusable', { reason: 'damaged' }, { file }, thrown);
  }
  const parsed = snapshotSchema.safeParse(state);
  if (!parsed.success) {
    const ofOtherFormat = anyFormatSchema.safeParse(state).data?.format !== SNAPSHOT_FORMAT;
    throw modelsmithError('snapshot-unusable', { reason: ofOtherFormat ? 'other-version' : 'damaged' }, { file });
  }
  return parsed.data;
}

/** Forgets the snapshot of a run that needs none any more. */
export async function removeSnapshot(file: string): Promise<void> {
  await fs.rm(path.dirname(file), { recursive: true, force: true });
}
