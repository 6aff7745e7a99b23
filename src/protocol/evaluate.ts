import * as z from 'zod';

/** The `evaluate` block: how a candidate model is scored. The same in every kind that has it. */
export const evaluateSchema = z.strictObject({
  type: z.enum(['command']).describe('How candidates are scored: by a program of yours.'),
  command: z
    .array(z.string().min(1).max(10_000))
    .min(1)
    .max(200)
    .describe(
      'The program and its arguments; no shell looks at them. {model} becomes the folder of the candidate, {output} a file that the program writes its scores to, as JSON.',
    ),
  metric: z
    .string()
    .min(1)
    .max(200)
    .default('accuracy')
    .describe(
      'Which score counts: a key of the JSON that the program writes to {output}, or prints as its last line. Dots lead into nested objects.',
    ),
  pattern: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Instead of JSON: a regular expression whose first group is the number, looked for in what is printed.'),
  maximize: z.boolean().default(true).describe('Whether a greater score is better.'),
  timeout: z
    .number()
    .min(1)
    .max(7 * 24 * 3600)
    .default(3600)
    .describe('Longest that the scoring of one candidate may take.')
    .meta({ unit: 'seconds' }),
  persistent: z
    .boolean()
    .default(false)
    .describe(
      'Start the program once: it reads one JSON line {"id": …, "model": …} for each candidate and answers with one JSON line of scores, best with the same id.',
    ),
  environment: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
    .max(100)
    .default([])
    .describe('Names of environment variables that the program may see, besides PATH, HOME and their like.'),
  data: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe('Files that the scores depend on. Scores are remembered until one of these or of the arguments changes.'),
});

export type EvaluateSettings = z.infer<typeof evaluateSchema>;
