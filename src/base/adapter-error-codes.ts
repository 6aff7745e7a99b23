/** Codes of adapters, and of extracting them; see `error-codes.ts`, which takes them in. */
export interface AdapterErrorArguments {
  // adapters (file, tensor and model are in `where`)
  'adapter-invalid': { readonly key: string };
  'adapter-shape': { readonly a: readonly number[]; readonly b: readonly number[]; readonly shape: readonly number[] };
  'adapter-target-missing': { readonly module: string };
  'adapter-unsupported': { readonly feature: string };

  // extracting adapters (key, model and tensor are in `where`)
  'lora-module-unknown': { readonly name: string };
  'lora-no-modules': Record<string, never>;
  'lora-same-model': Record<string, never>;
  /** A warning: tensors that the fine-tune changed aren't in the adapter; the first one is in `where`. */
  'lora-tensors-left': { readonly tensors: number };
}
