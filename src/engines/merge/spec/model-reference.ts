import * as z from 'zod';

/** A model as a file names it. */
export const modelReference = z
  .string()
  .min(1)
  .describe(
    'A folder, a safetensors file or a Hugging Face model (owner/name, owner/name@revision); +adapter adds a LoRA adapter.',
  )
  .meta({ path: 'model' });
