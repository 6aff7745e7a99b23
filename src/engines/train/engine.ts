import type { Engine, PlanContext } from '../../experiments/kind.js';
import { planTraining } from './plan.js';
import { runTraining } from './run.js';
import type { TrainSpec } from './spec/schema.js';
import { STATISTICS } from './spec/statistics.js';
import type { StatisticsSpec } from './spec/statistics-schema.js';
import { planStatistics } from './statistics/plan-statistics.js';
import { runStatistics } from './statistics/run-statistics.js';

/** The working half of the train engine. */
export const trainEngine: Engine<TrainSpec | StatisticsSpec> = {
  plan: (spec, context) => (isMeasurement(spec, context) ? planStatistics(spec, context) : planTraining(spec, context)),
  run: (spec, context) => (isMeasurement(spec, context) ? runStatistics(spec, context) : runTraining(spec, context)),
};

/** The schema that a spec has passed is that of its action. */
function isMeasurement(
  _spec: TrainSpec | StatisticsSpec,
  { experiment }: Pick<PlanContext, 'experiment'>,
): _spec is StatisticsSpec {
  return experiment.action === STATISTICS;
}
