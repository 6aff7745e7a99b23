import type { Kind, SpecIssue } from '../../experiments/kind.js';
import { problem } from '../../base/errors.js';
import { trainRecordSchema } from './events.js';
import { trainSchema, type TrainSpec } from './spec/schema.js';
import { STATISTICS } from './spec/statistics.js';
import { statisticsSchema } from './spec/statistics-schema.js';
import { trainStarters } from './spec/starters.js';

/** The declarative half of the train engine. */
export const train: Kind = {
  kind: 'train',
  schema: trainSchema,
  check: (spec) => checkTrainSpec(trainSchema.parse(spec)),
  records: trainRecordSchema,
  actions: ['train', STATISTICS],
  actionParts: new Map([[STATISTICS, { schema: statisticsSchema, check: () => [], standIns: {} }]]),
  carrier: 'child',
  compute: 'tensors',
  view: 'curves',
  starters: trainStarters,
};

function checkTrainSpec(spec: TrainSpec): readonly SpecIssue[] {
  const { network, model, source: first } = spec;
  const issues: SpecIssue[] = [];
  if ((network === undefined) === (model === undefined)) {
    issues.push({ path: [model === undefined ? 'network' : 'model'], problem: problem('train-network', {}) });
  }
  for (const [path, stage] of [
    [[], spec],
    [['source'], first],
  ] as const) {
    if (stage?.epochs !== undefined && stage.steps !== undefined) {
      issues.push({ path: [...path, 'steps'], problem: problem('train-length', {}) });
    }
  }
  return issues;
}
