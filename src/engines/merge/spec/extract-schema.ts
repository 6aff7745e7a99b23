import * as z from 'zod';
import type { Immutable } from '../../../base/immutable.js';
import { modelReference } from './model-reference.js';

const place = z.enum(['save', 'lora', 'leave']);

/** The keys of `action: extract-lora`: what a fine-tune changed, as a LoRA adapter of its base. */
export const extractSchema = z.strictObject({
  base_model: modelReference.describe('The model that the adapter is for.'),
  model: modelReference.describe('The model that was fine-tuned from it.'),
  rank: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe('The rank of every module; with energy, the largest one. Absent: 16, with energy 64.'),
  energy: z
    .number()
    .gt(0)
    .lte(1)
    .optional()
    .describe('Give each module the smallest rank that keeps this share of its difference, as sum of squares.'),
  targets: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Modules that get a LoRA, by their names or how these end, such as q_proj. Absent: all linear layers.'),
  exclude: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Modules that stay as they are in the base, by their names or how these end.'),
  embeddings: place
    .default('save')
    .describe('Embeddings that changed: save them whole, put them into a LoRA, or leave them as they are in the base.'),
  head: place
    .default('save')
    .describe('An output head that changed: save it whole, put it into a LoRA, or leave it as it is in the base.'),
  others: z
    .enum(['save', 'leave'])
    .default('save')
    .describe('Norms, biases and other tensors that changed and take no LoRA: save them whole, or leave them.'),
  oversampling: z
    .int()
    .min(0)
    .max(1000)
    .default(10)
    .describe('Directions that the randomised decomposition draws besides the rank.'),
  power_iterations: z
    .int()
    .min(0)
    .max(20)
    .default(2)
    .describe('Times that the directions go through a matrix and back; more are slower and nearer to the best.'),
  dtype: z.enum(['float32', 'float16', 'bfloat16']).default('float32').describe('The number format of the adapter.'),
});

/** What an extraction says, once it has been validated. */
export type ExtractSpec = Immutable<z.infer<typeof extractSchema>>;
