import * as z from 'zod';
import type { Immutable } from '../../../base/immutable.js';
import { dataSchema } from '../../../protocol/dataset-schema.js';
import { trainingKeys } from '../../../protocol/training-schema.js';

/** The keys of `action: statistics`: the Fisher information and the Gram matrices of a model over a data set. */
export const statisticsSchema = z.strictObject({
  model: z
    .string()
    .min(1)
    .max(4096)
    .describe('The model that is measured: its config.json says which network it is.')
    .meta({ path: 'model' }),
  tokenizer: trainingKeys.tokenizer,
  data: dataSchema.omit({ augment: true }).describe('What it is measured on: the training part.'),
  examples: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(1000)
    .describe('How many examples of the training part, drawn by the seed; all, where there are fewer.'),
});

/** What a measurement says, once it has been validated. */
export type StatisticsSpec = Immutable<z.infer<typeof statisticsSchema>>;
