import { modelsmithError } from '../../base/errors.js';
import { activationOf } from './layers/activation.js';
import type { RowLayer } from './layers/linear-layer.js';
import type { FieldReader } from './read-fields.js';
import { readDropout } from './transformer-fields.js';

/** The sizes and switches of a T5. */
export interface T5Settings {
  readonly vocabularySize: number;
  readonly hidden: number;
  readonly headSize: number;
  readonly heads: number;
  readonly intermediate: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly buckets: number;
  readonly maximumDistance: number;
  readonly epsilon: number;
  /** Of embeddings, shares of attention, what is inside the feed-forward part, and what parts give. */
  readonly dropout: number;
  readonly activation: RowLayer;
  readonly isGated: boolean;
  readonly isTied: boolean;
  /** The decoder's output is multiplied with hidden^-1/2 before the head. */
  readonly scalesOutput: boolean;
  /** Times the deviations that T5 has for each kind of weight. */
  readonly initialFactor: number;
}

/** Reads Hugging Face's configuration of a T5, old or 1.1. */
export function readT5Settings(fields: FieldReader): T5Settings {
  const feedForward = fields.text('feed_forward_proj', 'relu');
  const isGated = feedForward.startsWith('gated-');
  const name = isGated ? feedForward.slice('gated-'.length) : feedForward;
  const encoderLayers = fields.size('num_layers', { fallback: 6 });
  const isTied = fields.boolean('tie_word_embeddings', true);
  const buckets = fields.size('relative_attention_num_buckets', { fallback: 32, minimum: 4 });
  const maximumDistance = fields.size('relative_attention_max_distance', { fallback: 128 });
  // The logarithmic buckets begin at half of a decoder's; a distance below them would leave none.
  if (maximumDistance <= buckets / 2) {
    throw modelsmithError(
      'value-range',
      { value: maximumDistance, above: buckets / 2 },
      fields.at('relative_attention_max_distance'),
    );
  }
  return {
    vocabularySize: fields.size('vocab_size'),
    hidden: fields.size('d_model', { fallback: 512 }),
    headSize: fields.size('d_kv', { fallback: 64 }),
    heads: fields.size('num_heads', { fallback: 8 }),
    intermediate: fields.size('d_ff', { fallback: 2048 }),
    encoderLayers,
    decoderLayers: fields.size('num_decoder_layers', { fallback: encoderLayers }),
    buckets,
    maximumDistance,
    epsilon: fields.number('layer_norm_epsilon', 1e-6),
    dropout: readDropout(fields, 'dropout_rate'),
    // What is called gated gelu has always been computed with the tangent.
    activation: activationOf(isGated && name === 'gelu' ? 'gelu_new' : name, 'feed_forward_proj', fields),
    isGated,
    isTied,
    scalesOutput: fields.boolean('scale_decoder_outputs', isTied),
    initialFactor: fields.number('initializer_factor', 1),
  };
}
