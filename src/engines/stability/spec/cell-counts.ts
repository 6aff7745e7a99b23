import type { StabilitySpec } from '../spec.js';

/** Seeds of an experiment that names none. */
const DEFAULT_SEEDS = 3;

/** The seeds that are run: those of the list, else three from the experiment's own on. */
export function seedsOf({ seeds }: Pick<StabilitySpec, 'seeds'>, first: number): readonly number[] {
  return seeds ?? Array.from({ length: DEFAULT_SEEDS }, (_, i) => first + i);
}

/** Cells of a comparison: those of the optimizers and of Adam's grid, for each task and seed. */
export function countCells({ tasks, optimizers, learning_rates: grid, seeds }: StabilitySpec): number {
  return tasks.length * (optimizers.length + grid.length) * (seeds?.length ?? DEFAULT_SEEDS);
}
