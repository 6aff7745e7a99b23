import type { DataPart } from '../../../base/offences.js';
import { modelsmithError } from '../../../base/errors.js';
import { randomStream } from '../../../base/random.js';
import { permutation } from './permutation.js';

/** Shares of the examples that aren't trained on, between 0 and 1. */
export interface SplitFractions {
  readonly validation?: number | undefined;
  readonly test?: number | undefined;
}

/** Disjoint examples, ascending; together they are all. A part that wasn't asked for is empty. */
export type SplitIndices = Readonly<Record<DataPart, Int32Array>>;

/**
 * Splits the examples 0 to count - 1 by a seed. With `labels` every class is split in the same proportions, to within two
 * examples. Throws `data-split-fractions`, and `data-split-empty` when a part
 * that was asked for, or the training part, would have no example.
 */
export function splitExamples(
  count: number,
  fractions: SplitFractions,
  options: { readonly seed: number; readonly labels?: Int32Array | undefined },
): SplitIndices {
  const { validation = 0, test = 0 } = fractions;
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw modelsmithError('data-split-fractions', { sum: validation + test });
  }
  const order = permutation(count, randomStream(options.seed, 'data/split'));
  const { labels } = options;
  if (labels !== undefined) {
    // Stable: within a class the order stays random.
    order.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  }
  const parts = dealOut(order, { train: 1 - validation - test, validation, test });
  const asked: readonly DataPart[] = [
    'train',
    ...(fractions.validation === undefined ? [] : (['validation'] as const)),
    ...(fractions.test === undefined ? [] : (['test'] as const)),
  ];
  for (const part of asked) {
    if (parts[part].length === 0) {
      throw modelsmithError('data-split-empty', { part, examples: count });
    }
  }
  return { train: ascending(parts.train), validation: ascending(parts.validation), test: ascending(parts.test) };
}

/**
 * Deals an order out: each place goes to the part that is furthest behind its share of the places so far. So each stretch of
 * the order, such as a class, has its share of every part.
 */
function dealOut(
  order: Int32Array,
  shares: Readonly<Record<DataPart, number>>,
): Readonly<Record<DataPart, readonly number[]>> {
  const parts: Record<DataPart, number[]> = { train: [], validation: [], test: [] };
  for (const [i, example] of order.entries()) {
    const behind = (part: DataPart): number => (i + 1) * shares[part] - parts[part].length;
    let most: DataPart = 'train';
    for (const part of ['validation', 'test'] as const) {
      most = behind(part) > behind(most) ? part : most;
    }
    parts[most].push(example);
  }
  return parts;
}

function ascending(examples: readonly number[]): Int32Array {
  return Int32Array.from(examples).sort();
}
