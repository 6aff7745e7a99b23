/** The action that takes a fine-tune apart into its base and a LoRA adapter. */
export const EXTRACT_LORA = 'extract-lora';
