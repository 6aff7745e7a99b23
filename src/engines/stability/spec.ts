import * as z from 'zod';
import type { Immutable } from '../../base/immutable.js';
import type { Kind } from '../../experiments/kind.js';
import { optimizerSchema } from '../../protocol/optimizer-schema.js';
import { trainingKeys } from '../../protocol/training-schema.js';
import { stabilityRecordSchema } from './events.js';
import { checkStabilitySpec } from './spec/check.js';
import { stabilityStarters } from './spec/starters.js';

const task = z.strictObject({
  name: z.string().min(1).max(60).describe('What the task is called; each name once.'),
  ...trainingKeys,
  evaluate_every: z
    .int()
    .min(1)
    .optional()
    .describe('Steps between two points of the validation curve; absent: a twentieth of all.')
    .meta({ unit: 'steps' }),
});

/** The keys of a comparison of optimizers. */
const stabilitySchema = z.strictObject({
  tasks: z.array(task).min(1).max(100).describe('What every optimizer has to learn.'),
  optimizers: z
    .array(optimizerSchema)
    .min(1)
    .max(20)
    .prefault([
      { name: 'adamg' },
      { name: 'prodigy' },
      { name: 'dog', reps: 1e-4 },
      { name: 'dowg' },
      { name: 'dadapt-adam' },
      { name: 'adam' },
    ])
    .describe('What is compared; absent: the parameter-free ones, and Adam as it is.'),
  learning_rates: z
    .array(z.number().gt(0))
    .min(1)
    .max(30)
    .default([1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1])
    .describe('The grid over which Adam is tuned on each task, by validation.'),
  seeds: z
    .array(z.int().min(0))
    .min(1)
    .max(50)
    .optional()
    .describe('One training for each: split, first weights and order of the examples. Absent: three, from seed on.'),
  metric: z
    .enum(['accuracy', 'f1', 'loss', 'perplexity'])
    .default('accuracy')
    .describe('The score that counts: on validation for curves and tuning, on test for the comparison.'),
  margin: z
    .number()
    .min(0)
    .lt(1)
    .default(0.05)
    .describe('How far, as a share of tuned Adam’s score, a success may fall short of it.'),
});

/** What a comparison says, once it has been validated: defaults filled in, paths as they stand in the file. */
export type StabilitySpec = Immutable<z.infer<typeof stabilitySchema>>;

/** The declarative half of the stability engine. */
export const stability: Kind = {
  kind: 'stability',
  schema: stabilitySchema,
  check: (spec, output) => checkStabilitySpec(stabilitySchema.parse(spec), output),
  records: stabilityRecordSchema,
  actions: [],
  carrier: 'child',
  compute: 'tensors',
  operationThreads: 1,
  view: 'stability',
  starters: stabilityStarters,
};
