import { type OptimizerDescription, optimizerDefaults } from '../../base/optimizer-description.js';
import { asOptimizer } from '../../protocol/optimizer-schema.js';
import type { StabilityCell } from './events.js';
import type { StabilitySpec } from './spec.js';
import { optimizerLabel } from './spec/optimizer-label.js';

/** A training of the comparison, and the cells that it fills: two where an optimizer under test is Adam as the grid has it. */
export interface PlannedTraining {
  /** Place of the task in the experiment. */
  readonly task: number;
  readonly optimizer: OptimizerDescription;
  readonly seed: number;
  readonly cells: readonly Pick<StabilityCell, 'task' | 'optimizer' | 'learningRate' | 'seed'>[];
}

/** All trainings in the order in which they are told: task by task, Adam's grid first, because the others are judged by it. */
export function planTrainings(spec: StabilitySpec, seeds: readonly number[]): readonly PlannedTraining[] {
  const adam = optimizerDefaults.adam;
  const entrants = [
    ...spec.learning_rates.map((learningRate) => ({ optimizer: { ...adam, lr: learningRate }, learningRate })),
    ...spec.optimizers.map((one) => ({ optimizer: asOptimizer(one), learningRate: undefined })),
  ];
  const trainings = new Map<string, PlannedTraining>();
  for (const [task, { name }] of spec.tasks.entries()) {
    for (const { optimizer, learningRate } of entrants) {
      for (const seed of seeds) {
        const label = learningRate === undefined ? optimizerLabel(optimizer) : adam.name;
        const cell = { task: name, optimizer: label, seed, ...(learningRate === undefined ? {} : { learningRate }) };
        const key = JSON.stringify([task, identity(optimizer), seed]);
        const cells = [...(trainings.get(key)?.cells ?? []), cell];
        trainings.set(key, { task, optimizer, seed, cells });
      }
    }
  }
  return [...trainings.values()];
}

/** The settings of an optimizer, in whatever order they came. */
function identity(optimizer: OptimizerDescription): readonly unknown[] {
  return Object.entries(optimizer).sort(([a], [b]) => (a < b ? -1 : 1));
}
