import { createHash } from 'node:crypto';
import type { InputStat } from '../run-state.js';
import type { PreparedExtraction } from './prepare-extraction.js';

const STATE_FORMAT = 1;

/** What came of a module; its factors lie in a file of their own. */
export interface DoneModule {
  readonly rank: number;
  readonly energy: number;
  readonly error: number;
  /** The shapes of the two factors. */
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** What an extraction keeps so that it can go on. */
export interface ExtractionState {
  readonly format: typeof STATE_FORMAT;
  /** Of everything that decides the result but the inputs' data. */
  readonly fingerprint: string;
  readonly inputs: readonly InputStat[];
  readonly done: readonly DoneModule[];
  /** Everything is in its folder, which only waits for its name; the figures of the result. */
  readonly whole?: { readonly bytes: number; readonly saved: number; readonly left: number };
}

/** A state that this program left and that belongs to this extraction; undefined otherwise. */
export function asExtractionState(value: unknown, fingerprint: string): ExtractionState | undefined {
  const state = value as ExtractionState | undefined;
  return state?.format === STATE_FORMAT && state.fingerprint === fingerprint ? state : undefined;
}

export function initialExtraction(fingerprint: string, inputs: readonly InputStat[]): ExtractionState {
  return { format: STATE_FORMAT, fingerprint, inputs, done: [] };
}

/** A digest of the spec, the seed and every tensor's place. */
export function fingerprintOfExtraction(
  { spec, tensors, rank, isTransposed }: PreparedExtraction,
  seed: number,
): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([STATE_FORMAT, seed, spec, rank, isTransposed]));
  for (const pair of [...tensors.lora, ...tensors.saved, ...tensors.left]) {
    hash.update(JSON.stringify(pair));
  }
  return hash.digest('hex');
}
