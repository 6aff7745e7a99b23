import { randomStream } from '../../../base/random.js';
import { permutation } from '../parts/permutation.js';

/** How the examples of a part come in an epoch. */
export interface BatchPlan {
  readonly batchSize: number;
  /** Leaves out a last batch that isn't full; where all examples are fewer than a batch, they are one. */
  readonly dropsLast: boolean;
}

/** Batches of an epoch. */
export function countBatches(examples: number, { batchSize, dropsLast }: BatchPlan): number {
  const full = Math.floor(examples / batchSize);
  return dropsLast && full > 0 ? full : Math.ceil(examples / batchSize);
}

/** The order of an epoch: the same examples, shuffled by seed and epoch alone, so that a resumed run finds it again. */
export function epochOrder(examples: Int32Array, seed: number, epoch: number): Int32Array {
  return permutation(examples.length, randomStream(seed, `data/shuffle/${epoch}`)).map((place) => examples[place] ?? 0);
}

/** The examples of each batch from batch `first` on. */
export function* batchExamples(
  order: Int32Array,
  plan: BatchPlan,
  first: number,
): Generator<Int32Array, void, undefined> {
  const batches = countBatches(order.length, plan);
  for (let batch = first; batch < batches; batch++) {
    yield order.subarray(batch * plan.batchSize, (batch + 1) * plan.batchSize);
  }
}
