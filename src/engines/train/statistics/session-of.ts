import type { StatisticsSpec } from '../spec/statistics-schema.js';
import type { SessionSpec } from '../training/open-session.js';

/** The session of a measurement: one example at a time, because squares of gradients don't follow from those of a sum. */
export function sessionOf({ model, tokenizer, data }: StatisticsSpec): SessionSpec {
  return {
    network: undefined,
    model,
    fresh_head: false,
    tokenizer,
    // Nothing is chosen or scored, so nobody minds duplicates.
    data: { ...data, augment: undefined, find_duplicates: false },
    batch_size: 1,
    label_smoothing: 0,
  };
}
