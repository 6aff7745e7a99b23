import { modelsmithError } from '../../base/errors.js';
import { divideEvenly } from './divide-evenly.js';
import { FieldReader } from './read-fields.js';
import { refuseFeatures } from './refuse-features.js';
import { readDeviation, readDropout, readPaddingRow } from './transformer-fields.js';

/** The sizes and switches of a network in Llama's layout. */
export interface LlamaSettings {
  readonly vocabularySize: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly maximumTokens: number;
  readonly epsilon: number;
  /** Base of the rotation frequencies. */
  readonly theta: number;
  /** The embedding is the head, too. */
  readonly isTied: boolean;
  readonly hasQueryKeyValueBias: boolean;
  readonly hasOutputBias: boolean;
  readonly hasMlpBias: boolean;
  /** Of the shares of attention. */
  readonly attentionDropout: number;
  readonly deviation: number;
  readonly paddingRow: number | undefined;
}

/** Reads Hugging Face's configuration of Llama or Qwen2. Rotations other than the plain one are refused. */
export function readLlamaSettings(fields: FieldReader, variant: 'llama' | 'qwen2'): LlamaSettings {
  refuseFeatures(fields, { hidden_act: 'silu', use_sliding_window: false, partial_rotary_factor: 1 });
  const layerTypes = fields.valueOf('layer_types');
  if (Array.isArray(layerTypes) && layerTypes.some((type) => type !== 'full_attention')) {
    throw modelsmithError(
      'network-feature',
      { key: 'layer_types', value: 'sliding_attention' },
      fields.at('layer_types'),
    );
  }
  const hidden = fields.size('hidden_size');
  const heads = fields.size('num_attention_heads');
  const keyValueHeads = fields.size('num_key_value_heads', { fallback: heads });
  divideEvenly(heads, keyValueHeads, fields.at('num_key_value_heads'));
  const headSize = fields.has('head_dim')
    ? fields.size('head_dim')
    : divideEvenly(hidden, heads, fields.at('num_attention_heads'));
  // Rotation turns pairs.
  divideEvenly(headSize, 2, fields.at('head_dim'));
  const vocabularySize = fields.size('vocab_size');
  const hasAttentionBias = variant === 'llama' && fields.boolean('attention_bias', false);
  return {
    vocabularySize,
    hidden,
    intermediate: fields.size('intermediate_size'),
    layers: fields.size('num_hidden_layers'),
    heads,
    keyValueHeads,
    headSize,
    maximumTokens: fields.size('max_position_embeddings', { fallback: variant === 'llama' ? 2048 : 32768 }),
    epsilon: fields.number('rms_norm_eps', 1e-6),
    theta: readTheta(fields),
    isTied: fields.boolean('tie_word_embeddings', false),
    hasQueryKeyValueBias: variant === 'qwen2' || hasAttentionBias,
    hasOutputBias: hasAttentionBias,
    hasMlpBias: variant === 'llama' && fields.boolean('mlp_bias', false),
    attentionDropout: readDropout(fields, 'attention_dropout'),
    deviation: readDeviation(fields),
    paddingRow: readPaddingRow(fields, vocabularySize),
  };
}

/** `rope_theta` stands at the top, or in `rope_parameters` beside the type of the rotation. */
function readTheta(fields: FieldReader): number {
  for (const key of ['rope_scaling', 'rope_parameters']) {
    const inner = new FieldReader(fields.mapping(key), fields.at(key));
    refuseFeatures(inner, { rope_type: 'default', type: 'default', partial_rotary_factor: 1 });
  }
  const rope = new FieldReader(fields.mapping('rope_parameters'), fields.at('rope_parameters'));
  const [reader, fallback] = rope.has('rope_theta') ? [rope] : [fields, 10_000];
  const theta = reader.number('rope_theta', fallback);
  if (theta <= 0) {
    throw modelsmithError('value-range', { value: theta, above: 0 }, reader.at('rope_theta'));
  }
  return theta;
}
