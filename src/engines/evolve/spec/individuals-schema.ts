import * as z from 'zod';
import { modelReference } from '../../merge/spec/model-reference.js';
import { trainSchema } from '../../train/spec/schema.js';

const models = z.array(modelReference).min(2).max(1000).describe('Where the population begins: one model each.');

const snapshots = z.strictObject({
  run: z
    .string()
    .min(1)
    .max(4096)
    .describe('A train run that kept checkpoints, by its id or its folder, or any folder of checkpoints.')
    .meta({ path: 'folder' }),
  last: z.int().min(2).max(1000).default(5).describe('How many of its last checkpoints.'),
});

const transfer = z.strictObject({
  members: z.int().min(2).max(100).default(6).describe('How many networks are trained.'),
  train: trainSchema.describe(
    'A training with a source: learn that first, then the data with a fresh head. Each member has a seed of its own.',
  ),
  vary: z
    .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1))
    .default({})
    .describe('Keys of the training, as dotted paths, with the values that the members take in turn.'),
});

const gene = z.strictObject({
  from: z.number().describe('The least value.'),
  to: z.number().describe('The greatest value.'),
  start: z.number().optional().describe('Where the search begins; absent: in the middle.'),
});

const size = z
  .int()
  .min(4)
  .max(10_000)
  .optional()
  .describe('Members of the population. Absent: 4 + 3 ln of the number of values, and what the algorithm needs.');

/** What evolves: the weights of checkpoints, the parameters of a merge, or points on a test function. */
export const individualsSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('checkpoints').describe('The weights themselves: every element of every floating-point tensor.'),
    models: models.optional(),
    snapshots: snapshots.optional().describe('Instead of models: the last checkpoints of one training.'),
    transfer: transfer
      .optional()
      .describe('Instead of models: networks that are trained first, each with another recipe.'),
    exclude: z
      .array(z.string().min(1).max(200))
      .max(100)
      .default([])
      .describe('Regular expressions; tensors whose names match one stay what they are.'),
    consolidate: z
      .int()
      .min(1)
      .max(10_000)
      .default(20)
      .describe(
        'Generations after which the living are written to the disk, where there is room, so that no descent grows too long.',
      )
      .meta({ unit: 'generations' }),
  }),
  z.strictObject({
    type: z.literal('merges').describe('What a merge is given: weights, densities, lambdas. The recommended default.'),
    genes: z
      .record(z.string(), gene)
      .describe(
        'Parameters of the merging method with their ranges. What a method has for each model is a value for each.',
      ),
    layer_groups: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe(
        'Groups of neighbouring layers with values of their own; tensors outside the layers go with the first.',
      ),
    size,
  }),
  z.strictObject({
    type: z.literal('points').describe('Points on an analytic function: for learning how the algorithms behave.'),
    function: z.enum(['sphere', 'ellipsoid', 'rosenbrock', 'rastrigin']).describe('What is minimised.'),
    dimensions: z.int().min(2).max(1000).default(10).describe('Coordinates of a point.'),
    bounds: z
      .enum(['none', 'clip', 'reflect'])
      .default('none')
      .describe('What becomes of a coordinate that leaves the range: nothing, the border, or folded back.'),
    range: z.number().gt(0).max(1e6).default(5).describe('Points begin between minus this and this.'),
    size,
  }),
]);
