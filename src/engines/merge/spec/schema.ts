import * as z from 'zod';
import { BYTE_SIZE_PATTERN } from '../../../base/byte-size.js';
import type { Immutable } from '../../../base/immutable.js';
import { evaluateSchema } from '../../../protocol/evaluate.js';
import { methodSummaries } from './descriptions.js';
import { methodDeclarations } from './methods.js';
import { modelReference } from './model-reference.js';
import { parametersSchema } from './parameters.js';

const parameters = parametersSchema
  .optional()
  .describe(
    'Parameters of the method. Each is a number, a list that runs over the layers, or a list of {filter, value}.',
  );

const modelEntry = z.strictObject({
  model: modelReference,
  parameters: parameters.describe('Parameters of this model; they come before those of the top level.'),
});

const models = z.array(modelEntry).min(1).describe('The models to merge, whole.');

const sourceEntry = z.strictObject({
  model: modelReference,
  layer_range: z.array(z.int().min(0)).length(2).optional().describe('Which layers, [first, last + 1); absent: all.'),
  parameters: parameters.describe('Parameters of this source; they come before those of the slice.'),
});

const slice = z.strictObject({
  sources: z
    .array(sourceEntry)
    .min(1)
    .describe('The layers to merge into this slice; all sources have the same number.'),
  base_model: modelReference.optional().describe('The base of this slice, in place of that of the top level.'),
  residual_weight: z.number().optional().describe('Accepted for the sake of mergekit files; has no effect.'),
  parameters: parameters.describe('Parameters of this slice; they come before those of the top level.'),
});

const slices = z.array(slice).min(1).describe('Slices of layers that are put one on top of the other.');

const module = z.strictObject({
  models: models.optional(),
  slices: slices.optional(),
  parameters: parameters.describe('Parameters of this module; they come before those of the top level.'),
});

const dtype = z.enum(['float32', 'float16', 'bfloat16']);

const tokenSource = z.union([
  z.string().min(1),
  z.strictObject({ kind: z.literal('zero') }),
  z.strictObject({
    kind: z.literal('model_token'),
    model: modelReference,
    token: z.string().optional(),
    token_id: z.int().min(0).optional(),
  }),
]);

const tokenizer = z.strictObject({
  source: z.string().min(1).default('union').describe('Which tokenizer the result has: union, base, or a model.'),
  tokens: z
    .record(
      z.string(),
      z.strictObject({
        source: tokenSource.optional().describe('Where the embedding of this token comes from.'),
        force: z
          .boolean()
          .default(false)
          .describe('Take that embedding for every model, also for those that have the token.'),
      }),
    )
    .optional()
    .describe('Where the embeddings of single tokens come from.'),
  pad_to_multiple_of: z.int().min(1).optional().describe('Pad the vocabulary to a multiple of this number of tokens.'),
});

const searchValues = z.union([
  z.array(z.number()).min(1).max(1000),
  z.strictObject({
    from: z.number().describe('The first value.'),
    to: z.number().describe('The last value.'),
    step: z.number().gt(0).describe('From one value to the next.'),
  }),
]);

/** The keys that every merge has, also one whose result another uses. */
const mergeKeys = {
  merge_method: z
    .enum(methodDeclarations.map((method) => method.name))
    .describe('How the models are merged.')
    .meta({ enumDescriptions: methodDeclarations.map((method) => methodSummaries[method.name] ?? '') }),
  base_model: modelReference.optional().describe('The model that the others were fine-tuned from.'),
  models: models.optional(),
  slices: slices.optional(),
  modules: z
    .record(z.string(), module)
    .optional()
    .describe('Several modules of one model, by name; the module of a plain model is called default.'),
  parameters,
  dtype: dtype
    .optional()
    .describe('The number format of the output where out_dtype is absent. Arithmetic is always in float32.'),
  out_dtype: dtype.optional().describe('The number format of the output. Absent: dtype, else that of the inputs.'),
  tokenizer_source: z.string().min(1).optional().describe('Which tokenizer the result has: union, base, or a model.'),
  tokenizer: tokenizer.optional().describe('Tokenizer of the result in detail; instead of tokenizer_source.'),
  chat_template: z
    .string()
    .min(1)
    .optional()
    .describe('The chat template of the result: auto, the name of a known one, or Jinja text.'),
  max_shard_size: z
    .union([z.string().regex(BYTE_SIZE_PATTERN), z.int().min(1)])
    .default('5GB')
    .describe('Largest size of one output file, in bytes or as 5GB or 500MiB.')
    .meta({ unit: 'bytes' }),
  allow_nan: z
    .boolean()
    .default(false)
    .describe('Write the result even when it holds NaN or infinite values. Otherwise they end the run with an error.'),
};

const stage = z.strictObject({
  name: z.string().min(1).describe('What later merges of the file call the result, in place of a path.'),
  ...mergeKeys,
});

/** A merge within an experiment of another kind, which may be what gives it its models. */
export const plainMergeSchema = z.strictObject({
  merge_method: mergeKeys.merge_method,
  base_model: mergeKeys.base_model,
  models: mergeKeys.models,
  parameters: mergeKeys.parameters,
  dtype: mergeKeys.dtype,
  out_dtype: mergeKeys.out_dtype,
  tokenizer_source: mergeKeys.tokenizer_source,
  chat_template: mergeKeys.chat_template,
  max_shard_size: mergeKeys.max_shard_size,
  allow_nan: mergeKeys.allow_nan,
});
export type PlainMerge = Immutable<z.infer<typeof plainMergeSchema>>;

/** The keys of a merge: those of a mergekit configuration (spec/merge.md, section 3) and a few of our own. */
export const mergeSchema = z.strictObject({
  ...mergeKeys,
  evaluate: evaluateSchema
    .optional()
    .describe(
      'How the result is scored. The base, the inputs, their average and plain task arithmetic are scored beside it.',
    ),
  search: z
    .record(z.string(), searchValues)
    .optional()
    .describe(
      'Values to try, by dotted path such as parameters.lambda: a list, or from, to and step. The combination that evaluate scores best becomes the result.',
    ),
  stages: z
    .array(stage)
    .min(1)
    .optional()
    .describe(
      'Merges that come first, in their order; models of later ones may be their names. In a file of several documents, all but the last.',
    ),
});

/** What a merge experiment says, once it has been validated: defaults filled in, paths as they stand in the file. */
export type MergeSpec = Immutable<z.infer<typeof mergeSchema>>;
export type MergeModelEntry = Immutable<z.infer<typeof modelEntry>>;
export type MergeSlice = Immutable<z.infer<typeof slice>>;
export type MergeDtype = z.infer<typeof dtype>;
