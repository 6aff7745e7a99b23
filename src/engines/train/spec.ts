import * as z from 'zod';
import type { Immutable } from '../../base/immutable.js';
import { scheduleDefaults } from '../../base/schedule-description.js';
import type { Kind, SpecIssue } from '../../experiments/kind.js';
import { dataSchema } from '../../protocol/dataset-schema.js';
import { networkSchema } from '../../protocol/network-schema.js';
import { optimizerSchema } from '../../protocol/optimizer-schema.js';
import { problem } from '../../base/errors.js';
import { trainRecordSchema } from './events.js';
import { trainStarters } from './spec/starters.js';

const epochs = z.int().min(1).max(1_000_000).optional().describe('Passes over the training set.');
const steps = z
  .int()
  .min(1)
  .max(1_000_000_000)
  .optional()
  .describe('Steps of the optimizer, instead of epochs.')
  .meta({ unit: 'steps' });

const schedule = z.strictObject({
  name: z
    .enum(['constant', 'linear', 'cosine', 'step'])
    .default('constant')
    .describe('How the learning rate goes: as it is, down a line, down half a cosine, or down in steps.'),
  warmup: z.int().min(0).default(0).describe('Steps over which it rises first.').meta({ unit: 'steps' }),
  end: z.number().min(0).max(1).default(0).describe('linear, cosine: what is left of it at the end, as a share.'),
  every: z
    .int()
    .min(1)
    .default(scheduleDefaults.step.every)
    .describe('step: after how many steps it falls.')
    .meta({ unit: 'steps' }),
  factor: z.number().gt(0).max(1).default(scheduleDefaults.step.factor).describe('step: what it is multiplied by.'),
});

const checkpoints = z.strictObject({
  every: z.int().min(1).default(1).describe('Epochs between two checkpoints.').meta({ unit: 'epochs' }),
  keep: z.int().min(0).max(1000).default(0).describe('How many of the last ones are kept; 0: none but the best.'),
});

const source = z.strictObject({
  data: dataSchema.describe('What is learnt first.'),
  epochs,
  steps,
});

/** The keys of a training. */
const trainSchema = z.strictObject({
  network: networkSchema.optional().describe('The network, from scratch.'),
  model: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('Go on from this model: its config.json says which network it is.')
    .meta({ path: 'model' }),
  fresh_head: z.boolean().default(false).describe('Begin the last layer anew, as other classes need it.'),
  tokenizer: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('Folder with a tokenizer.json; absent: that of the model, or of the embedded texts.')
    .meta({ path: 'folder' }),
  data: dataSchema.describe('What is learnt.'),
  source: source
    .optional()
    .describe('Learn this first, then go on with a fresh head: the recipe of a population by transfer.'),
  optimizer: optimizerSchema.prefault({ name: 'adamg' }).describe('What moves the weights.'),
  schedule: schedule.prefault({}).describe('How the learning rate goes over the run.'),
  epochs,
  steps,
  batch_size: z.int().min(1).max(65_536).default(64).describe('Examples a step.'),
  label_smoothing: z.number().min(0).lt(1).default(0).describe('Share of the target that is spread over all classes.'),
  gradient_clip: z.number().gt(0).optional().describe('Longest gradient, over all weights; longer ones are shortened.'),
  no_decay: z
    .enum(['none', 'vectors'])
    .default('none')
    .describe('Which weights have no weight decay: none of them, or vectors (biases and norms).'),
  evaluate_every: z
    .int()
    .min(1)
    .optional()
    .describe('Steps between two looks at the validation set; absent: an epoch.')
    .meta({ unit: 'steps' }),
  patience: z
    .int()
    .min(1)
    .optional()
    .describe('Stop when so many looks at the validation set in a row brought nothing better.'),
  report_every: z.int().min(1).default(10).describe('Steps between two points of the curves.').meta({ unit: 'steps' }),
  checkpoints: checkpoints.prefault({}).describe('Which checkpoints the run keeps besides the best.'),
  dtype: z.enum(['float32', 'bfloat16', 'float16']).default('float32').describe('The number format of the output.'),
});

/** What a training says, once it has been validated: defaults filled in, paths as they stand in the file. */
export type TrainSpec = Immutable<z.infer<typeof trainSchema>>;

/** The declarative half of the train engine. */
export const train: Kind = {
  kind: 'train',
  schema: trainSchema,
  check: (spec) => checkTrainSpec(trainSchema.parse(spec)),
  records: trainRecordSchema,
  actions: [],
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
