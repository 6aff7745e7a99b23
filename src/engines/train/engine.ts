import type { Engine } from '../../experiments/kind.js';
import { planTraining } from './plan.js';
import { runTraining } from './run.js';
import type { TrainSpec } from './spec.js';

/** The working half of the train engine. */
export const trainEngine: Engine<TrainSpec> = {
  plan: planTraining,
  run: (spec, context) => runTraining(spec, context),
};
