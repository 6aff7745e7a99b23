import * as z from 'zod';
import type { Immutable } from '../base/immutable.js';
import { isRecord } from '../base/plain-record.js';
import { datasetSchema } from './dataset-schema.js';

const column = z.string().min(1).max(1000);
const environment = z
  .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
  .max(100)
  .default([])
  .describe('Names of environment variables that the program may see, besides PATH, HOME and their like.');
const commandLine = z.array(z.string().min(1).max(10_000)).min(1).max(200);
const maximize = z.boolean().default(true).describe('Whether a greater score is better.');
const parallel = z
  .int()
  .min(1)
  .max(64)
  .default(1)
  .describe('Candidates that are scored at once, where there are several to score.');

/** A program of the user's. */
const commandSchema = z.strictObject({
  type: z.literal('command').describe('By a program of yours.'),
  command: commandLine.describe(
    'The program and its arguments; no shell looks at them. {model} becomes the folder of the candidate, {output} a file that the program writes its scores to, as JSON.',
  ),
  metric: z
    .string()
    .min(1)
    .max(200)
    .default('accuracy')
    .describe(
      'Which score counts: a key of the JSON that the program writes to {output}, or prints as its last line. Dots lead into nested objects. A list of numbers named examples gives the score of each example besides.',
    ),
  pattern: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Instead of JSON: a regular expression whose first group is the number, looked for in what is printed.'),
  maximize,
  parallel,
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
  environment,
  data: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe('Files that the scores depend on. Scores are remembered until one of these or of the arguments changes.'),
});

/** Our own networks on a data set. */
const onDatasetSchema = z.strictObject({
  type: z.literal('dataset').describe('On a data set, by our own networks; the config.json of a candidate says which.'),
  data: datasetSchema.describe('What candidates are scored on.'),
  rows: z
    .strictObject({
      from: z.int().min(0).default(0).describe('The first example, counted from 0.'),
      to: z.int().min(1).optional().describe('The first example that no longer counts; absent: all that follow.'),
      shuffle: z
        .int()
        .min(0)
        .optional()
        .describe('Count in an order that this seed decides; absent: in that of the file.'),
    })
    .optional()
    .describe(
      'Only some of the examples. Blocks on the same data, with the same shuffle, whose ranges do not overlap, have no example in common.',
    ),
  multiple_choice: z
    .strictObject({
      question: column.default('question').describe('Column of the question.'),
      options: z
        .union([column, z.array(column).min(2).max(100)])
        .default('options')
        .describe('Column with the list of options, or a column for each of them.'),
      answer: column
        .default('answer')
        .describe('Column of the right option: its place, counted from 0, or its text, or its letter (A, B …).'),
    })
    .optional()
    .describe(
      'Each row is a question with options. The one counts that a causal language model finds most likely, by the mean log-probability of its tokens.',
    ),
  metric: z
    .enum(['accuracy', 'f1', 'loss', 'perplexity'])
    .default('accuracy')
    .describe(
      'Which score counts: accuracy or f1 (its mean over classes) of classes and multiple choice, loss of classes or texts, perplexity of texts.',
    ),
  maximize: z
    .boolean()
    .optional()
    .describe('Whether a greater score is better. Absent: of accuracy and f1 it is, of loss and perplexity it is not.'),
  parallel,
  batch_size: z.int().min(1).max(65_536).default(16).describe('Examples that are computed at once.'),
  max_tokens: z.int().min(2).max(1_048_576).default(128).describe('Longer texts are cut.').meta({ unit: 'tokens' }),
});

/** A server that loads the candidate. */
const endpointSchema = z.strictObject({
  type: z.literal('endpoint').describe('By a server that loads the candidate and speaks the protocol of OpenAI.'),
  start: commandLine
    .optional()
    .describe(
      'The program that serves a candidate, and its arguments; no shell looks at them. {model} becomes the folder of the candidate, {port} a free port. Absent: a server that runs already and finds the candidate by its name.',
    ),
  url: z
    .string()
    .min(1)
    .max(2000)
    .default('http://127.0.0.1:{port}/v1')
    .describe('Where the server answers: on this machine, or over https.'),
  model: z
    .string()
    .min(1)
    .max(1000)
    .default('{model}')
    .describe('The name of the model in requests; {model} becomes the folder of the candidate.'),
  key_variable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .max(200)
    .optional()
    .describe('Name of the environment variable that holds the key of the server.'),
  questions: z
    .string()
    .min(1)
    .max(4096)
    .meta({ path: 'file' })
    .describe('JSON lines with prompt (or messages) and answer, or with options among which the answer is.'),
  metric: z
    .literal('accuracy')
    .default('accuracy')
    .describe('Which score counts: the share of questions that were answered rightly.'),
  maximize,
  parallel,
  max_tokens: z
    .int()
    .min(1)
    .max(1_048_576)
    .default(64)
    .describe('Longest answer that the server is asked for.')
    .meta({ unit: 'tokens' }),
  requests: z.int().min(1).max(64).default(4).describe('Questions of one candidate that are asked at once.'),
  timeout: z
    .number()
    .min(1)
    .max(24 * 3600)
    .default(120)
    .describe('Longest that one answer may take.')
    .meta({ unit: 'seconds' }),
  start_timeout: z
    .number()
    .min(1)
    .max(24 * 3600)
    .default(600)
    .describe('Longest that the server may take until it answers.')
    .meta({ unit: 'seconds' }),
  retries: z
    .int()
    .min(0)
    .max(20)
    .default(4)
    .describe('How often a question is asked again of a server that is busy or failed.'),
  environment,
});

/** The `evaluate` block: how a candidate model is scored. The same in every kind that has it, and for every part. */
export const evaluateSchema = z.union([commandSchema, onDatasetSchema, endpointSchema]);

export type EvaluateSettings = Immutable<z.infer<typeof evaluateSchema>>;
export type DatasetEvaluateSettings = Immutable<z.infer<typeof onDatasetSchema>>;
export type EndpointEvaluateSettings = Immutable<z.infer<typeof endpointSchema>>;

/** Whether a spec has a block that our own networks score candidates for, which compute with tensors. */
export function scoresByNetworks(spec: unknown): boolean {
  const blocks = isRecord(spec) ? [spec['evaluate'], spec['validation'], spec['test']] : [];
  return blocks.some((block) => isRecord(block) && block['type'] === 'dataset');
}

/** Whether a greater score is better: as the block says, else as its metric wants it. */
export function isMaximized({ maximize: said, metric }: Pick<EvaluateSettings, 'maximize' | 'metric'>): boolean {
  return said ?? !(metric === 'loss' || metric === 'perplexity');
}
