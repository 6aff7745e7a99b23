/** The sample models' layout: that of Llama, small enough that four of them take less than a megabyte. */
export const sampleArchitecture = {
  vocabulary: 512,
  hidden: 48,
  intermediate: 96,
  layers: 4,
  heads: 6,
  keyValueHeads: 2,
  headSize: 8,
  positions: 256,
} as const;

/** What a tensor is for; the tasks differ in which of these they change most. */
export type SamplePart = 'embedding' | 'attention' | 'mlp' | 'norm';

export interface SampleTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly part: SamplePart;
  /** Where it stands in the model: 0 at the embedding and the first layer, 1 at the last layer and after it. */
  readonly depth: number;
}

/** The tensors in the model's order. The output shares the embedding's weights, so that there is no head. */
export function sampleTensors(): readonly SampleTensor[] {
  const { vocabulary, hidden, intermediate, layers, heads, keyValueHeads, headSize } = sampleArchitecture;
  const tensors: SampleTensor[] = [
    { name: 'model.embed_tokens.weight', shape: [vocabulary, hidden], part: 'embedding', depth: 0 },
  ];
  for (let layer = 0; layer < layers; layer++) {
    const depth = layer / (layers - 1);
    const add = (name: string, shape: readonly number[], part: SamplePart): void => {
      tensors.push({ name: `model.layers.${String(layer)}.${name}.weight`, shape, part, depth });
    };
    add('input_layernorm', [hidden], 'norm');
    add('self_attn.q_proj', [heads * headSize, hidden], 'attention');
    add('self_attn.k_proj', [keyValueHeads * headSize, hidden], 'attention');
    add('self_attn.v_proj', [keyValueHeads * headSize, hidden], 'attention');
    add('self_attn.o_proj', [hidden, heads * headSize], 'attention');
    add('post_attention_layernorm', [hidden], 'norm');
    add('mlp.gate_proj', [intermediate, hidden], 'mlp');
    add('mlp.up_proj', [intermediate, hidden], 'mlp');
    add('mlp.down_proj', [hidden, intermediate], 'mlp');
  }
  tensors.push({ name: 'model.norm.weight', shape: [hidden], part: 'norm', depth: 1 });
  return tensors;
}

/** `config.json` as transformers reads it. */
export function sampleConfig(): string {
  const { vocabulary, hidden, intermediate, layers, heads, keyValueHeads, headSize, positions } = sampleArchitecture;
  return formatJson({
    architectures: ['LlamaForCausalLM'],
    attention_bias: false,
    bos_token_id: 0,
    eos_token_id: 1,
    head_dim: headSize,
    hidden_act: 'silu',
    hidden_size: hidden,
    initializer_range: 0.02,
    intermediate_size: intermediate,
    max_position_embeddings: positions,
    mlp_bias: false,
    model_type: 'llama',
    num_attention_heads: heads,
    num_hidden_layers: layers,
    num_key_value_heads: keyValueHeads,
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
    torch_dtype: 'bfloat16',
    use_cache: true,
    vocab_size: vocabulary,
  });
}

/** `generation_config.json`. */
export function sampleGenerationConfig(): string {
  return formatJson({ bos_token_id: 0, eos_token_id: 1 });
}

/** JSON with the indentation that Hugging Face writes. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
