import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
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

/** A run's newest whole snapshot; undefined where there is none, or none that this version can read. */
export async function readSnapshot(file: string): Promise<Snapshot | undefined> {
  const bytes = await fs.readFile(file).catch(() => undefined);
  if (bytes === undefined) {
    return undefined;
  }
  try {
    return snapshotSchema.parse(decodeState(bytes));
  } catch {
    return undefined;
  }
}

/** Forgets the snapshot of a run that needs none any more. */
export async function removeSnapshot(file: string): Promise<void> {
  await fs.rm(path.dirname(file), { recursive: true, force: true });
}
