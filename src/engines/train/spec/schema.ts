import * as z from 'zod';
import type { Immutable } from '../../../base/immutable.js';
import { optimizerSchema } from '../../../protocol/optimizer-schema.js';
import { trainingKeys } from '../../../protocol/training-schema.js';

const { data, epochs, steps } = trainingKeys;

const checkpoints = z.strictObject({
  every: z.int().min(1).default(1).describe('Epochs between two checkpoints.').meta({ unit: 'epochs' }),
  keep: z.int().min(0).max(1000).default(0).describe('How many of the last ones are kept; 0: none but the best.'),
});

const source = z.strictObject({
  data: data.describe('What is learnt first.'),
  epochs,
  steps,
});

/** The keys of a training. */
export const trainSchema = z.strictObject({
  ...trainingKeys,
  source: source
    .optional()
    .describe('Learn this first, then go on with a fresh head: the recipe of a population by transfer.'),
  optimizer: optimizerSchema.prefault({ name: 'adamg' }).describe('What moves the weights.'),
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
