import * as z from 'zod';
import { donorNames, rateStrategies } from '../../../base/search-names.js';

const F = z.number().min(-10).max(10).describe('F: the factor on differences, or the partner’s share of the donor.');
const CR = z.number().min(0).max(1).describe('CR: the share of scalars that the donor gives.');

const schedule = {
  strategy: z
    .enum(rateStrategies)
    .describe('How F and CR go over the generations: as they are, or one of the four published forms of a cosine.'),
  floor: z.number().default(1e-6).describe('Where the cosine ends.'),
  period: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Generations of half a period of the cosine; absent: half of all.')
    .meta({ unit: 'generations' }),
};

const mode = z
  .enum(['sync', 'async'])
  .describe(
    'sync: a generation is made of the one before it and may be scored in parallel. async: who is accepted is a parent at once, as published.',
  );

/** How a population goes from one generation to the next. */
export const algorithmSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z
      .literal('evolver')
      .describe('Evolver (arXiv 2406.12208): children between two members; with a merge, scored as what all merge to.'),
    F: F.default(0.5),
    CR: CR.default(0.5),
    decimals: z.int().min(0).max(15).default(5).describe('Scores are rounded to these before they are compared.'),
  }),
  z.strictObject({
    name: z
      .literal('cade')
      .describe('CADE: differential evolution with F and CR on a cosine, one trial after the other.'),
    F: F.default(0.5),
    CR: CR.optional().describe(
      'CR: the share of scalars that the donor gives. Absent: .01 for checkpoints of several trainings, .5 for those of one, .9 for values.',
    ),
    ...schedule,
    strategy: schedule.strategy.default('noise'),
    mode: mode.default('async'),
  }),
  z.strictObject({
    name: z.literal('de').describe('Differential evolution (Storn and Price 1997), with the donor that you choose.'),
    donor: z.enum(donorNames).default('rand/1').describe('What the donor is made of.'),
    crossover: z
      .enum(['binomial', 'exponential'])
      .default('binomial')
      .describe('Which scalars the donor gives: each by chance, or a run of neighbours (values only).'),
    F: F.default(0.5),
    CR: CR.default(0.9),
    K: z.number().min(-10).max(10).default(0.5).describe('K: the pull of current-to-rand/1 alone.'),
    ...schedule,
    strategy: schedule.strategy.default('constant'),
    mode: mode.default('sync'),
  }),
  z.strictObject({
    name: z.literal('jde').describe('jDE (Brest 2006): each member has its F and CR, which evolve with it.'),
    F: F.default(0.5),
    CR: CR.default(0.9),
  }),
  z.strictObject({
    name: z.literal('shade').describe('SHADE (Tanabe and Fukunaga 2013): F and CR from a memory of what worked.'),
    memory: z.int().min(1).max(10_000).optional().describe('Entries of the memory; absent: as many as members.'),
    best_share: z
      .number()
      .gt(0)
      .max(1)
      .default(0.2)
      .describe('Largest share of the population that the donor’s best member is drawn from.'),
  }),
  z.strictObject({
    name: z
      .literal('cma-es')
      .describe('CMA-ES (Hansen): a normal distribution that learns the shape of the valley. Values only.'),
    sigma: z.number().gt(0).max(10).default(0.3).describe('The first step, as a share of each value’s range.'),
  }),
]);
export type AlgorithmSpec = z.infer<typeof algorithmSchema>;
