import type { LearningTask } from '../../../src/engines/train/training/learning-task.js';
import { runTrainingLoop } from '../../../src/engines/train/training/training-loop.js';
import { optimizerDefaults } from '../../../src/base/optimizer-description.js';
import type { Weight } from '../../../src/ml/networks/network.js';
import { createOptimizer } from '../../../src/ml/optimizers/create-optimizer.js';

export interface TrainingRecipe {
  /** Those that learn; all others stay as they are. */
  readonly weights: readonly Weight[];
  readonly learningRate: number;
  readonly steps: number;
  readonly epochEnded?: (epoch: number) => void;
}

/** Trains with AdamW at a constant learning rate, by the train engine's loop. */
export async function trainNetwork(
  task: Pick<LearningTask, 'network' | 'stepsPerEpoch' | 'batches'>,
  { weights, learningRate, steps, epochEnded }: TrainingRecipe,
): Promise<void> {
  const description = { ...optimizerDefaults.adamw, lr: learningRate };
  const learning: LearningTask = {
    ...task,
    metric: 'loss',
    maximize: false,
    heldOut: { validation: 0, test: 0 },
    evaluate: () => Promise.resolve({}),
  };
  await runTrainingLoop(learning, createOptimizer(description, [{ weights }]), {
    optimizerName: description.name,
    steps,
    schedule: () => 1,
    reportEvery: steps,
    evaluateEvery: steps,
    signal: new AbortController().signal,
    on: {
      epochEnded: (epoch) => {
        epochEnded?.(epoch);
        return Promise.resolve();
      },
    },
  });
}
