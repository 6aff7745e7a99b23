/** What the merge engine says besides the common events. */
import * as z from 'zod';
import { denseArraySchema } from '../../protocol/events.js';
import { problemSchema } from '../../protocol/problem.js';

/** The tasks (columns of the coefficients view), in order; emitted once, before the first tensor. */
export const tasksRecordSchema = z.object({
  type: z.literal('merge/tasks'),
  method: z.string(),
  tasks: z.array(z.object({ label: z.string(), model: z.string() })).min(1),
});

/** The four balance figures of one task over a tensor (or a block of it), each over its elements. */
export const balanceSchema = z.object({
  /** Mean coefficient that multiplied the task's values (pcb: mean of scale_i after the drop). */
  coefficient: z.number(),
  /** Share of the task's elements that were kept (took part in the result), 0..1. */
  kept: z.number(),
  /** Share of the summed magnitudes of the result's task vector that this task contributed, 0..1. */
  share: z.number(),
  /** Share of the task's non-zero elements whose sign is the merged task vector's, 0..1. */
  agreement: z.number(),
});
export type Balance = z.infer<typeof balanceSchema>;

/** One output tensor is merged. */
export const tensorRecordSchema = z.object({
  type: z.literal('merge/tensor'),
  tensor: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  /** The layer's number; absent outside the layers. */
  layer: z.int().min(0).optional(),
  /** What the name says within its layer, e.g. `self_attn.q_proj`. */
  module: z.string(),
  /** One per task; empty for a tensor that was copied. */
  tasks: z.array(balanceSchema),
  /**
   * The same figures by block: the tensor's elements in `blocks.count` runs of equal length (the last may be shorter),
   * float32 numbers in the order [block][task][coefficient, kept, share, agreement].
   */
  blocks: z.object({ count: z.int().min(1), elements: z.int().min(1), data: denseArraySchema }).optional(),
  nan: z.int().min(0),
  infinite: z.int().min(0),
});
export type TensorRecord = z.infer<typeof tensorRecordSchema>;
export type TasksRecord = z.infer<typeof tasksRecordSchema>;

/** What a scored candidate is: a model as it is, one of the two plain merges beside it, or the merge itself. */
export const candidateRoles = ['base', 'input', 'average', 'task-arithmetic', 'merge', 'trial'] as const;
export type CandidateRole = (typeof candidateRoles)[number];

/** A candidate is scored, or failed and lost. */
export const candidateRecordSchema = z.object({
  type: z.literal('merge/candidate'),
  role: z.enum(candidateRoles),
  label: z.string(),
  /** The values that a search tried, by dotted path. */
  values: z.record(z.string(), z.number()),
  /** The score that counts; absent when there is none, for the reason in `problems`. */
  score: z.number().optional(),
  scores: z.record(z.string(), z.number()).optional(),
  /** Known from an earlier evaluation of the same candidate. */
  isRemembered: z.boolean(),
  seconds: z.number(),
  problems: z.array(problemSchema).optional(),
});
export type CandidateRecord = z.infer<typeof candidateRecordSchema>;

/** Which of the candidates becomes the result; once all are scored. */
export const chosenRecordSchema = z.object({
  type: z.literal('merge/chosen'),
  /** Counted from 0, in the order in which they were told. */
  candidate: z.int().min(0),
  /** The score that decided. */
  metric: z.string(),
});
export type ChosenRecord = z.infer<typeof chosenRecordSchema>;

/** A module of an adapter is extracted. */
const moduleRecordSchema = z.object({
  type: z.literal('merge/module'),
  module: z.string(),
  shape: z.array(z.int().min(0)),
  rank: z.int().min(0),
  /** Share of the difference that the rank keeps, as sum of squares. */
  energy: z.number().min(0).max(1),
  /** Norm of what the adapter misses, relative to that of the difference. */
  error: z.number().min(0),
});

export type ModuleRecord = z.infer<typeof moduleRecordSchema>;

export const mergeRecordSchema = z.discriminatedUnion('type', [
  tasksRecordSchema,
  tensorRecordSchema,
  candidateRecordSchema,
  chosenRecordSchema,
  moduleRecordSchema,
]);
