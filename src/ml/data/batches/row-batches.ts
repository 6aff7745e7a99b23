import type { Row, RowDataset } from '../dataset.js';
import type { ExamplesOf } from '../parts/find-duplicates.js';
import type { BatchPlan } from './batch-plan.js';
import { batchExamples, epochOrder } from './batch-plan.js';
import { prefetch } from './prefetch.js';

/** Rows that are trained on or evaluated together. */
export interface RowBatch {
  readonly rows: readonly Row[];
  readonly examples: Int32Array;
  /** Empty where nothing is labelled. */
  readonly labels: Int32Array;
}

/** Batches that are being read while one is computed with. */
const AHEAD = 2;

/** The batches of rows of an epoch, read ahead; in the order of the examples without `training`. */
export function rowBatches(
  { dataset, indices }: ExamplesOf & { readonly dataset: RowDataset },
  options: {
    readonly plan: BatchPlan;
    readonly signal: AbortSignal;
    readonly training?: { readonly seed: number; readonly epoch: number; readonly first: number } | undefined;
  },
): AsyncGenerator<RowBatch, void, undefined> {
  const { plan, signal, training } = options;
  const order = training === undefined ? indices : epochOrder(indices, training.seed, training.epoch);
  const load = async (examples: Int32Array): Promise<RowBatch> => ({
    rows: await dataset.readRows(examples, signal),
    examples,
    labels: dataset.labels === undefined ? new Int32Array(0) : examples.map((one) => dataset.labels?.[one] ?? 0),
  });
  const batches = batchExamples(order, plan, training?.first ?? 0);
  return prefetch(mapToLoads(batches, load), AHEAD);
}

function* mapToLoads(
  batches: Iterable<Int32Array>,
  load: (examples: Int32Array) => Promise<RowBatch>,
): Generator<() => Promise<RowBatch>, void, undefined> {
  for (const examples of batches) {
    yield () => load(examples);
  }
}
