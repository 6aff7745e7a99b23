import * as z from 'zod';
import { BYTE_SIZE_PATTERN } from '../base/byte-size.js';

const resources = z.strictObject({
  memory: z
    .union([z.string().regex(BYTE_SIZE_PATTERN), z.int().min(1)])
    .optional()
    .describe('Most memory that the run may use, in bytes or as 2GB or 512MiB. Absent: a share of what is free.')
    .meta({ unit: 'bytes' }),
  workers: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('How many threads or processes work at once. Absent: one per core.'),
  backend: z
    .enum(['auto', 'native', 'wasm', 'cpu'])
    .default('auto')
    .describe('What computes: the fastest that is found, or always the one named here.'),
});

/** The keys that every experiment may have besides those of its kind. `kind` and `action` are added by `schemaOf`. */
export const commonSchema = z.strictObject({
  name: z.string().min(1).max(100).optional().describe('What the experiment is called. Absent: the name of the file.'),
  description: z.string().max(2000).optional().describe('What the experiment is for, in your own words.'),
  seed: z
    .int()
    .min(0)
    .default(0)
    .describe('Start of all random numbers; the same seed gives the same result. Recorded with every run.'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Where the result goes, relative to this file. May hold {run} or a key of matrix in braces. Absent: the artifacts of the run.',
    ),
  overwrite: z
    .boolean()
    .default(false)
    .describe('Replace an output that exists. The old one is kept until the new one is in place.'),
  tags: z.array(z.string().min(1).max(60)).max(50).default([]).describe('Words to find the runs by.'),
  resources: resources.prefault({}).describe('What a run may use of the machine.'),
  digest: z
    .enum(['sampled', 'full'])
    .default('sampled')
    .describe('How inputs are recognised again: by sampled blocks of each file, or by all of it.'),
  matrix: z
    .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).min(1))
    .optional()
    .describe('Keys, as dotted paths, with the values to try: one run for every combination.'),
});

export type CommonKeys = z.infer<typeof commonSchema>;
