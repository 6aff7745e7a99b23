import * as z from 'zod';
import { BYTE_SIZE_PATTERN } from '../../../base/byte-size.js';
import type { Immutable } from '../../../base/immutable.js';
import { evaluateSchema } from '../../../protocol/evaluate.js';
import { plainMergeSchema } from '../../merge/spec/schema.js';
import { algorithmSchema } from './algorithm-schema.js';
import { individualsSchema } from './individuals-schema.js';

const budget = z.strictObject({
  evaluations: z
    .int()
    .min(1)
    .optional()
    .describe('Most evaluations, remembered ones included; a generation that would need more is not begun.'),
  minutes: z
    .number()
    .gt(0)
    .optional()
    .describe('No generation begins after so long, counted over all attempts.')
    .meta({ unit: 'minutes' }),
  calls: z.int().min(1).optional().describe('No generation begins after so many calls of a model behind an endpoint.'),
});

const restarts = z.strictObject({
  after: z
    .int()
    .min(1)
    .describe('Begin anew after so many generations without a better score; the best so far is kept.')
    .meta({ unit: 'generations' }),
  most: z.int().min(1).max(1000).default(3).describe('How often at most.'),
});

/** The keys of an evolution. */
export const evolveSchema = z.strictObject({
  individuals: individualsSchema.describe('What evolves.'),
  algorithm: algorithmSchema.prefault({ name: 'cma-es' }).describe('How a population goes on to the next generation.'),
  merge: plainMergeSchema
    .optional()
    .describe(
      'merges: the merge whose parameters evolve. checkpoints: score the whole population as what this merges it to; it then names no models.',
    ),
  generations: z.int().min(1).max(1_000_000).default(15).describe('How many at most.'),
  evaluate: evaluateSchema
    .optional()
    .describe('How fitness is scored. Every candidate is, so this part of the data is used up by the choice.'),
  validation: evaluateSchema
    .optional()
    .describe('Scores the best of every generation on other data: shows where fitness stops to mean anything.'),
  test: evaluateSchema
    .optional()
    .describe('Scores the result, and what it has to be measured by, once at the end. Nothing is ever chosen by it.'),
  baselines: z
    .boolean()
    .default(true)
    .describe('Score what has to be beaten, too: the best original, their average, the merge as it is, a tuned one.'),
  patience: z
    .int()
    .min(1)
    .optional()
    .describe('Stop after so many generations without a better score.')
    .meta({ unit: 'generations' }),
  restarts: restarts.optional().describe('Begin anew when nothing gets better.'),
  budget: budget.prefault({}).describe('When to stop before the last generation.'),
  disk: z
    .union([z.string().regex(BYTE_SIZE_PATTERN), z.int().min(1)])
    .optional()
    .describe(
      'Most disk space for candidates and for members that are written down, in bytes or as 20GB; the result is not counted. Absent: half of what is free.',
    )
    .meta({ unit: 'bytes' }),
});

/** What an evolution says, once it has been validated: defaults filled in, paths as they stand in the file. */
export type EvolveSpec = Immutable<z.infer<typeof evolveSchema>>;
