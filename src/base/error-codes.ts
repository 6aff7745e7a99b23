/**
 * Every code that may be thrown, with the arguments its sentence needs. The sentences are in `texts/problems.ts`.
 * Grouped by the part of the program that raises them; keep each group in alphabetical order.
 */
export interface ErrorArguments {
  // anywhere
  'disk-full': Record<string, never>;
  'file-missing': { readonly file: string };
  /** `reason`: the system's code (`EACCES`), or `ended-early`, `not-a-file`, `too-large`. */
  'file-unreadable': { readonly file: string; readonly reason: string };
  /** `reason`: the system's code (`EACCES`, `EROFS`, `EXDEV`). */
  'file-unwritable': { readonly file: string; readonly reason: string };
  internal: { readonly message: string; readonly stack: string };

  // safetensors and checkpoints (file, and tensor where one is to blame, are in `where`)
  'checkpoint-format': { readonly file: string; readonly format: string; readonly converter: string };
  'checkpoint-missing': { readonly model: string };
  'safetensors-invalid': { readonly offence: SafetensorsOffence; readonly detail: string };
  'shard-missing': { readonly shard: string };
  'shard-outside': { readonly shard: string };
}

/** What is wrong with a safetensors file; each has a sentence of its own. */
export type SafetensorsOffence =
  | 'too-short'
  | 'header-too-long'
  | 'header-past-end'
  | 'header-not-utf8'
  | 'header-byte-order-mark'
  | 'header-not-json'
  | 'header-not-object'
  | 'header-trailing-data'
  | 'metadata-invalid'
  | 'entry-invalid'
  | 'dtype-unknown'
  | 'shape-invalid'
  | 'offsets-invalid'
  | 'size-mismatch'
  | 'size-overflow'
  | 'tensors-overlap'
  | 'hole-in-data'
  | 'data-truncated'
  | 'data-trailing'
  | 'duplicate-tensor';

export type ErrorCode = keyof ErrorArguments;
