/** What the evolve engine says besides the common events; the lineage view is drawn from these (`protocol/lineage.ts`). */
import * as z from 'zod';
import { problemSchema } from '../../protocol/problem.js';

/** The parts of the data that scores are of. Selection sees `fitness` alone, and `test` is scored once, at the end. */
const partSchema = z.enum(['fitness', 'validation', 'test']);

/** 95 % of a bootstrap over the examples of a score. */
const intervalSchema = z.object({ low: z.number(), high: z.number() });
export type Interval = z.infer<typeof intervalSchema>;

/** What evolves and how; emitted once, before the first individual. */
export const evolveBegunSchema = z.object({
  type: z.literal('evolve/begun'),
  individuals: z.enum(['checkpoints', 'merges', 'points']),
  /** evolver, cade, de, jde, shade, cma-es. */
  algorithm: z.string(),
  /** The merging method: what candidates are made by (`merges`), or what the whole population is merged by to be scored. */
  method: z.string().optional(),
  /** A child's score is that of what the population with it merges to. */
  scoresPopulation: z.boolean(),
  /** All trials of a generation are made of the one before. */
  isSynchronous: z.boolean(),
  size: z.int().min(1),
  generations: z.int().min(1),
  metric: z.string(),
  maximize: z.boolean(),
  /** Which scores there will be, `fitness` being the first. */
  parts: z.array(partSchema).min(1),
  /** The values that a `merges` or `points` individual consists of, in order, with their ranges. */
  genes: z.array(z.object({ name: z.string(), from: z.number(), to: z.number() })).max(10_000),
});
export type EvolveBegun = z.infer<typeof evolveBegunSchema>;

/** An individual is scored, or failed and lost. Originals belong to generation 0. */
export const individualSchema = z.object({
  type: z.literal('evolve/individual'),
  /** Given once, in ascending order. */
  id: z.int().min(0),
  generation: z.int().min(0),
  /** Its place in the population: the original's, or that of the member whose place it may take. */
  slot: z.int().min(0),
  /** An original's model, as the file names it; absent for a child. */
  label: z.string().optional(),
  /** The member that the donor was crossed into; absent for an original and for what is drawn from a distribution. */
  parent: z.int().min(0).optional(),
  /** The sum that the donor was: each term a factor times an individual, or times the difference of two. */
  donor: z.array(z.object({ factor: z.number(), plus: z.int().min(0), minus: z.int().min(0).optional() })).max(20),
  /** F and CR that it was made with. */
  scale: z.number().optional(),
  rate: z.number().optional(),
  /** The share of scalars that are the donor's: counted for values, expected (CR) for checkpoints. */
  crossed: z.number().min(0).max(1).optional(),
  /** A merge's or a point's values, in the order of `genes`. */
  values: z.array(z.number()).max(10_000).optional(),
  /** Fitness: the metric, in its own direction; absent where there is none, for the reason in `problems`. */
  score: z.number().optional(),
  interval: intervalSchema.optional(),
  /** Whatever else the evaluator told. */
  scores: z.record(z.string(), z.number()).optional(),
  /** Took the place of the member in its slot (originals: true). */
  isAccepted: z.boolean(),
  isRemembered: z.boolean(),
  seconds: z.number().min(0),
  problems: z.array(problemSchema).optional(),
});
export type IndividualRecord = z.infer<typeof individualSchema>;

/** A generation is over; the population at the start is generation 0. */
export const generationSchema = z.object({
  type: z.literal('evolve/generation'),
  generation: z.int().min(0),
  /** Who lives, by slot. Empty for an algorithm that keeps a distribution instead (CMA-ES). */
  population: z.array(z.int().min(0)).max(10_000),
  /** The best individual so far, over restarts too; absent where the population is scored as a whole. */
  best: z.int().min(0).optional(),
  /** The best score so far: of `best`, or of what the population merges to. */
  bestScore: z.number().optional(),
  interval: intervalSchema.optional(),
  /** Mean score of the living that have one. */
  meanScore: z.number().optional(),
  /** Root mean square difference between two members, over a sample of scalars, in the scalars' own unit (CMA-ES: of the trials). */
  diversity: z.number().min(0).optional(),
  /** F and CR: those of the generation, or means over its trials where each has its own. */
  scale: z.number().optional(),
  rate: z.number().optional(),
  trials: z.int().min(0),
  accepted: z.int().min(0),
  /** Evaluations of the run so far, remembered ones included. */
  evaluations: z.int().min(0),
  /** The score on the validation part of what is best by fitness; absent where there is no such part. */
  validation: z.number().optional(),
  validationInterval: intervalSchema.optional(),
  /** Begins anew from the start after a stagnation. */
  isRestart: z.boolean(),
});
export type GenerationRecord = z.infer<typeof generationSchema>;

export const rivalRoles = ['member', 'average', 'merge', 'tuned', 'result'] as const;
export type RivalRole = (typeof rivalRoles)[number];

/**
 * What the result has to be measured by, and the result itself. Told with its fitness when that is known, and again with
 * the other parts at the end: the last record of a role counts.
 */
export const rivalSchema = z.object({
  type: z.literal('evolve/rival'),
  /**
   * `member`: the best original by fitness; `average`: the plain mean of the originals; `merge`: the merge where evolution
   * begins; `tuned`: task arithmetic with the lambda that fitness likes best; `result`: what evolution came to.
   */
  role: z.enum(rivalRoles),
  /** A member's model. */
  label: z.string(),
  /** What was tuned. */
  values: z.record(z.string(), z.number()),
  scores: z.array(z.object({ part: partSchema, score: z.number(), interval: intervalSchema.optional() })),
  /** How much better the result is on each part than this, example by example; absent without examples. */
  gains: z.array(z.object({ part: partSchema, gain: z.number(), interval: intervalSchema })).optional(),
  problems: z.array(problemSchema).optional(),
});
export type RivalRecord = z.infer<typeof rivalSchema>;

/** What becomes the result; emitted when evolution ends. */
export const evolveChosenSchema = z.object({
  type: z.literal('evolve/chosen'),
  /** One individual, or all that are merged. */
  individuals: z.array(z.int().min(0)).min(1).max(10_000),
  /** Why evolution ended. */
  reason: z.enum(['generations', 'patience', 'evaluations', 'minutes', 'calls']),
});
export type EvolveChosen = z.infer<typeof evolveChosenSchema>;

export const evolveRecordSchema = z.discriminatedUnion('type', [
  evolveBegunSchema,
  individualSchema,
  generationSchema,
  rivalSchema,
  evolveChosenSchema,
]);
