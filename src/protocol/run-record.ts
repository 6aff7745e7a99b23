/** `run.json`: what a run is, how it stands and what came of it. Written by its owner by rename, read by everyone. */
import * as z from 'zod';
import { hubModelSchema } from './hub-models.js';
import { problemSchema } from './problem.js';

/** The format that this program writes; a run with a greater one is shown read-only. */
export const RUN_FORMAT = 1;

export const runStatuses = [
  'queued',
  'running',
  'stopping',
  'interrupted',
  'succeeded',
  'failed',
  'cancelled',
  'diverged',
] as const;
export const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** An input as it was when the run began; compared again at the end and before a resume. */
export const inputRecordSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  modifiedMs: z.number(),
  digest: z.string(),
  digestKind: z.enum(['sha256', 'sampled']),
});
export type InputRecord = z.infer<typeof inputRecordSchema>;

export const runRecordSchema = z.object({
  format: z.int().min(1),
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  status: runStatusSchema,
  /** The experiment file that the run was started from (absolute), and its folder, from which relative paths start. */
  experiment: z.string(),
  folder: z.string(),
  /** The values that a matrix gave this run, by dotted path. */
  matrix: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  /** Shared by the runs of one matrix. */
  group: z.string().optional(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  /** What computed, its version where it has one of its own, why it was chosen, and what a loader said that failed. */
  backend: z.object({
    name: z.string(),
    version: z.string().optional(),
    reason: z.string(),
    detail: z.string().optional(),
  }),
  /** Threads that a native library may use for one operation; absent: one per core. */
  threads: z.int().min(1).optional(),
  /** What carries it, where its kind leaves that to the experiment. */
  carrier: z.enum(['thread', 'child']).optional(),
  startedBy: z.enum(['vscode', 'terminal', 'queue']),
  /** Asked to go on when the one who started it closes; whoever takes it from the queue heeds it. */
  background: z.boolean().optional(),
  createdAt: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** Seconds of wall time over all attempts. */
  seconds: z.number().optional(),
  attempts: z.int().min(0),
  inputs: z.array(inputRecordSchema),
  /** Models of a hub at the commits that they had when the run began. */
  models: z.array(hubModelSchema).optional(),
  output: z.string().optional(),
  figures: z
    .array(z.object({ name: z.string(), value: z.union([z.number(), z.string()]), unit: z.string().optional() }))
    .optional(),
  problems: z.array(problemSchema).optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** `notes.json`: the user's own words about a run. */
export const runNotesSchema = z.object({
  title: z.string().max(200).optional(),
  tags: z.array(z.string().max(60)).max(50).optional(),
  star: z.boolean().optional(),
  note: z.string().max(20_000).optional(),
});
export type RunNotes = z.infer<typeof runNotesSchema>;
