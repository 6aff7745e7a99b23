import { modelsmithError } from '../base/errors.js';
import type { RunStore } from '../experiments/runs/run-store.js';
import type { RunSummary } from '../experiments/runs/run-summary.js';

/** What a person means by a reference: one run, or all runs of a matrix (in the order in which they were made). */
export type Shown =
  | { readonly type: 'run'; readonly run: RunSummary }
  | { readonly type: 'matrix'; readonly runs: readonly RunSummary[] };

/** What means the newest run, or matrix. */
export const LATEST = 'latest';

/**
 * Finds what a reference means: the name of an experiment (its newest run, or matrix), `latest` likewise, or one run by its
 * id. Throws `run-missing` or `run-ambiguous`.
 */
export async function findShown(store: RunStore, reference: string): Promise<Shown> {
  const runs = await store.list();
  const named = reference === LATEST ? runs[0] : runs.find(({ record }) => record.name === reference);
  if (named !== undefined) {
    const matrix = matrixOf(runs, named);
    return matrix.length > 0 ? { type: 'matrix', runs: matrix } : { type: 'run', run: named };
  }
  if (reference === LATEST) {
    throw modelsmithError('run-missing', { run: reference });
  }
  const group = runs.filter(({ record }) => record.group === reference);
  return group.length > 0
    ? { type: 'matrix', runs: group.toReversed() }
    : { type: 'run', run: await store.find(reference) };
}

/** The runs of the matrix that a run belongs to, oldest first; empty where it belongs to none. */
export function matrixOf(runs: readonly RunSummary[], { record }: RunSummary): readonly RunSummary[] {
  return record.group === undefined ? [] : runs.filter((one) => one.record.group === record.group).toReversed();
}
