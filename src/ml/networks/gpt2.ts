import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../compute/operations/attention.js';
import { gatherRows } from '../compute/operations/gather-rows.js';
import { linear } from '../compute/operations/linear.js';
import { checkTokens } from './check-tokens.js';
import { divideEvenly } from './divide-evenly.js';
import { activationOf } from './layers/activation.js';
import { dropElements, keptShares } from './layers/dropout.js';
import { causalMask, paddingMask } from './layers/attention-mask.js';
import { linearLayer, type RowLayer } from './layers/linear-layer.js';
import { layerNormLayer } from './layers/norm-layers.js';
import type { CausalLanguageModel } from './network.js';
import { reportHead } from './observe-inputs.js';
import type { FieldReader } from './read-fields.js';
import { refuseFeatures } from './refuse-features.js';
import { readDeviation, readDropout } from './transformer-fields.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/**
 * GPT-2 (Radford et al., 2019), from Hugging Face's configuration: pre-norm layers, learned positions 0, 1, 2, ... whatever
 * the mask, linear layers kept as in x out. The head is the embedding unless `tie_word_embeddings` is false.
 */
export function buildGpt2(fields: FieldReader, options: BuildOptions): CausalLanguageModel {
  refuseFeatures(fields, { add_cross_attention: false });
  const hidden = fields.size('n_embd', { fallback: 768 });
  const heads = fields.size('n_head', { fallback: 12 });
  const headSize = divideEvenly(hidden, heads, fields.at('n_head'));
  const layerCount = fields.size('n_layer', { fallback: 12 });
  const inner = fields.size('n_inner', { fallback: 4 * hidden });
  const vocabularySize = fields.size('vocab_size');
  const maximumTokens = fields.size('n_positions', { fallback: 1024 });
  const epsilon = fields.number('layer_norm_epsilon', 1e-5);
  const activation = activationOf(fields.text('activation_function', 'gelu_new'), 'activation_function', fields);
  const isScaled = fields.boolean('scale_attn_weights', true);
  const isScaledByLayer = fields.boolean('scale_attn_by_inverse_layer_idx', false);
  const isTied = fields.boolean('tie_word_embeddings', true);
  const deviation = readDeviation(fields);
  const embeddingDropout = readDropout(fields, 'embd_pdrop');
  const attentionDropout = readDropout(fields, 'attn_pdrop');
  const residualDropout = readDropout(fields, 'resid_pdrop');

  const builder = new WeightBuilder(options);
  const table = (name: string, rows: number): tf.Variable<tf.Rank.R2> =>
    builder.add<tf.Rank.R2>(name, [rows, hidden], { initialisation: { type: 'normal', deviation } }).variable;
  const dense = (name: string, inputs: number, outputs: number): RowLayer => {
    // What writes into the residual stream begins smaller, by the number of times it is written to.
    const own = name.endsWith('.c_proj') ? deviation / Math.sqrt(2 * layerCount) : deviation;
    return linearLayer(builder, name, { inputs, outputs, deviation: own, hasBias: true, layout: 'in-out' });
  };
  const norm = (name: string): RowLayer => layerNormLayer(builder, name, { size: hidden, epsilon });

  const words = table('transformer.wte.weight', vocabularySize);
  const positions = table('transformer.wpe.weight', maximumTokens);
  const layers = Array.from({ length: layerCount }, (_, i) => {
    const name = `transformer.h.${String(i)}`;
    return {
      attentionNorm: norm(`${name}.ln_1`),
      queryKeyValue: dense(`${name}.attn.c_attn`, hidden, 3 * hidden),
      attentionOutput: dense(`${name}.attn.c_proj`, hidden, hidden),
      middleNorm: norm(`${name}.ln_2`),
      intermediate: dense(`${name}.mlp.c_fc`, hidden, inner),
      output: dense(`${name}.mlp.c_proj`, inner, hidden),
      scale: (isScaled ? 1 / Math.sqrt(headSize) : 1) / (isScaledByLayer ? i + 1 : 1),
    };
  });
  const lastNorm = norm('transformer.ln_f');
  const head = isTied ? words : table('lm_head.weight', vocabularySize);

  return {
    weights: builder.weights,
    vocabularySize,
    maximumTokens,
    logits(ids, mask, dropout) {
      const [batch, tokens] = ids.shape;
      checkTokens(tokens, maximumTokens);
      return tf.tidy(() => {
        const hiding = tf.add<tf.Tensor4D>(paddingMask(mask), causalMask(tokens));
        const found = tf.reshape(gatherRows(words, tf.reshape(ids, [-1])), [batch, tokens, hidden]);
        const placed = tf.add(found, tf.slice(positions, [0, 0], [tokens, hidden]));
        const drop = (x: tf.Tensor2D): tf.Tensor2D => dropElements(x, dropout, residualDropout);
        const first = tf.reshape<tf.Rank.R2>(placed, [batch * tokens, hidden]);
        let rows = dropElements(first, dropout, embeddingDropout);
        for (const layer of layers) {
          const [q, k, v] = tf.split<tf.Tensor2D>(layer.queryKeyValue(layer.attentionNorm(rows)), 3, 1) as [
            tf.Tensor2D,
            tf.Tensor2D,
            tf.Tensor2D,
          ];
          const { scale } = layer;
          const kept = keptShares(dropout, attentionDropout, [batch, heads, tokens, tokens]);
          const mixed = attention(q, k, { v, batch, heads, keyValueHeads: heads, scale, mask: hiding, kept });
          rows = tf.add(rows, drop(layer.attentionOutput(mixed)));
          rows = tf.add(rows, drop(layer.output(activation(layer.intermediate(layer.middleNorm(rows))))));
        }
        const last = reportHead(builder.weights, lastNorm(rows), { head, embedding: words });
        return tf.reshape(linear(last, head), [batch, tokens, vocabularySize]);
      });
    },
    dispose: () => {
      builder.dispose();
    },
  };
}
