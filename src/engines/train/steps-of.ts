import type { TrainSpec } from './spec/schema.js';

const DEFAULT_EPOCHS = 10;

/** Steps that a training makes: those that are named, or those of its epochs. */
export function stepsOf(
  { steps, epochs = DEFAULT_EPOCHS }: Pick<TrainSpec, 'steps' | 'epochs'>,
  perEpoch: number,
): number {
  return steps ?? epochs * perEpoch;
}
