import { createHash } from 'node:crypto';
import { problem, type Problem } from '../../base/errors.js';
import type { Files } from '../../base/ports.js';
import type { Observed } from './merge-executor.js';
import { filesRead, type PreparedMerge } from './prepare.js';
import { noTotals, type MergeTotals } from './merge-totals.js';

const STATE_FORMAT = 2;

/** What a merge keeps so that it can go on: how far it came, and what it must still be the same as. */
export interface MergeState {
  readonly format: number;
  /** Of everything that decides the result's bytes; another one begins at the start. */
  readonly fingerprint: string;
  readonly inputs: readonly InputStat[];
  /** What the statistics passes over the whole model have decided; absent before the first, and where there are none. */
  readonly observed?: Observed | undefined;
  /** Tensors that are written and flushed, in the order of the output. */
  readonly written: number;
  /** The last part of the progress, and the phases, that were told. */
  readonly progress: number;
  readonly phases: readonly string[];
  readonly totals: MergeTotals;
  /** Everything is in its folder, which only waits for its name. */
  readonly isWhole: boolean;
}

export interface InputStat {
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A state that this program left and that belongs to this merge; undefined otherwise. */
export function asMergeState(value: unknown, fingerprint: string): MergeState | undefined {
  // A snapshot is written by this program alone; its format says whether by this version's rules.
  const state = value as MergeState | undefined;
  return state?.format === STATE_FORMAT && state.fingerprint === fingerprint ? state : undefined;
}

/** The state of a merge that begins. */
export function initialState(fingerprint: string, inputs: readonly InputStat[]): MergeState {
  return {
    format: STATE_FORMAT,
    fingerprint,
    inputs,
    written: 0,
    progress: 0,
    phases: [],
    totals: noTotals,
    isWhole: false,
  };
}

/** A digest of all that decides the bytes of the result but the inputs' data. */
export function fingerprintOf(merge: PreparedMerge, seed: number): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([STATE_FORMAT, seed, merge.method.name, merge.layout.shards.length]));
  for (const tensor of merge.tensors) {
    hash.update(JSON.stringify(tensor));
  }
  return hash.digest('hex');
}

/** The size and time of every file whose data is read. */
export async function statInputs(files: Files, merge: PreparedMerge): Promise<readonly InputStat[]> {
  const stats: InputStat[] = [];
  for (const file of filesRead(merge.tensors)) {
    const stat = await files.stat(file);
    stats.push({ file, bytes: stat?.bytes ?? -1, modifiedMs: stat?.modifiedMs ?? -1 });
  }
  return stats;
}

/** What tells that inputs were written to since; their data may then be of two versions. */
export async function changedInputs(
  files: Files,
  inputs: readonly InputStat[],
  when: 'before-resume' | 'during-run',
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { file, bytes, modifiedMs } of inputs) {
    const stat = await files.stat(file);
    if (stat?.bytes !== bytes || stat.modifiedMs !== modifiedMs) {
      problems.push(problem('input-changed', { file, when }, { file }));
    }
  }
  return problems;
}
