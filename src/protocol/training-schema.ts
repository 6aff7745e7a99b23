import * as z from 'zod';
import { scheduleDefaults } from '../base/schedule-description.js';
import { dataSchema } from './dataset-schema.js';
import { networkSchema } from './network-schema.js';

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

/** Keys of a training, in whichever kind of experiment it stands. */
export const trainingKeys = {
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
  schedule: schedule.prefault({}).describe('How the learning rate goes over the run.'),
  epochs: z.int().min(1).max(1_000_000).optional().describe('Passes over the training set.'),
  steps: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Steps of the optimizer, instead of epochs.')
    .meta({ unit: 'steps' }),
  batch_size: z.int().min(1).max(65_536).default(64).describe('Examples a step.'),
  label_smoothing: z.number().min(0).lt(1).default(0).describe('Share of the target that is spread over all classes.'),
  gradient_clip: z.number().gt(0).optional().describe('Longest gradient, over all weights; longer ones are shortened.'),
} as const;
