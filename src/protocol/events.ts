/**
 * What a run says, in order: one JSON object a line of `events.jsonl`.
 *
 * The recorder gives every event its `seq` (from 1, without gaps within one attempt) and its time; an engine emits the
 * rest. The events below are common to all engines. An engine's own records have a type of the form `<kind>/<what>` and
 * are declared, with checks, in its `events.ts`. Dense arrays don't stand in the log: an engine appends them to a file in
 * the run's `dense/` folder and emits where they lie (see `DenseArray`).
 *
 * After a resume the log goes on in the same file: a `resumed` event names the last `seq` that the snapshot contains, and
 * readers drop every event with a greater `seq` that stands before it. A torn last line is ignored.
 */
import * as z from 'zod';
import { problemSchema } from './problem.js';

/** Consecutive little-endian float32 numbers in `<run>/dense/<file>`; offset in bytes, length in elements. */
export const denseArraySchema = z.object({
  file: z.string().regex(/^[a-z0-9-]{1,40}\.f32$/),
  offset: z.int().min(0),
  length: z.int().min(0),
});
export type DenseArray = z.infer<typeof denseArraySchema>;

const commonEvents = [
  z.object({ type: z.literal('started'), kind: z.string(), name: z.string(), seed: z.int(), backend: z.string() }),
  /** A named part of the run begins; `phase` is a code such as `merge/statistics`, the words are in the texts. */
  z.object({ type: z.literal('phase'), phase: z.string() }),
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number(), unit: z.string() }),
  z.object({ type: z.literal('metric'), name: z.string(), step: z.number(), value: z.number() }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warning']), problem: problemSchema }),
  z.object({ type: z.literal('artifact'), name: z.string(), path: z.string(), bytes: z.number() }),
  /** The run's last word when it succeeded: named figures, the first of which is the headline of lists. */
  z.object({
    type: z.literal('result'),
    output: z.string().optional(),
    figures: z.array(
      z.object({ name: z.string(), value: z.union([z.number(), z.string()]), unit: z.string().optional() }),
    ),
  }),
  z.object({ type: z.literal('failed'), problems: z.array(problemSchema).min(1) }),
  z.object({ type: z.literal('resumed'), from: z.int().min(0) }),
] as const;

export const commonEventSchema = z.discriminatedUnion('type', commonEvents);
export type CommonEvent = z.infer<typeof commonEventSchema>;

/** An engine's own record: its type names the kind, the rest is the engine's. */
export interface EngineRecord {
  readonly type: `${string}/${string}`;
  readonly [key: string]: unknown;
}

/** What an engine may emit. */
export type EmittedEvent = CommonEvent | EngineRecord;

/** An event as it stands in the log. `at` is milliseconds since 1970. */
export type RunEvent = EmittedEvent & { readonly seq: number; readonly at: number };

export type ResultFigures = Extract<CommonEvent, { type: 'result' }>['figures'];
