import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../compute/operations/attention.js';
import { gatherRows } from '../compute/operations/gather-rows.js';
import { linear } from '../compute/operations/linear.js';
import { rotatePositions, rotationAngles } from '../compute/operations/rotate-positions.js';
import { siluGate } from '../compute/operations/silu-gate.js';
import { checkTokens } from './check-tokens.js';
import { causalMask, paddingMask } from './layers/attention-mask.js';
import { keptShares } from './layers/dropout.js';
import { linearLayer, type RowLayer } from './layers/linear-layer.js';
import { rmsNormLayer } from './layers/norm-layers.js';
import { readLlamaSettings, type LlamaSettings } from './llama-settings.js';
import type { CausalLanguageModel } from './network.js';
import { reportHead } from './observe-inputs.js';
import type { FieldReader } from './read-fields.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** Llama (Touvron et al., 2023), from Hugging Face's configuration. */
export function buildLlama(fields: FieldReader, options: BuildOptions): CausalLanguageModel {
  return buildLlamaLike(readLlamaSettings(fields, 'llama'), options);
}

/** Qwen2 (Yang et al., 2024): Llama's layout with biases on queries, keys and values. */
export function buildQwen2(fields: FieldReader, options: BuildOptions): CausalLanguageModel {
  return buildLlamaLike(readLlamaSettings(fields, 'qwen2'), options);
}

/**
 * Pre-norm layers with root mean square norms, rotated positions 0, 1, 2, ... whatever the mask, grouped heads and a gated
 * feed-forward part.
 */
function buildLlamaLike(settings: LlamaSettings, options: BuildOptions): CausalLanguageModel {
  const { hidden, intermediate, heads, keyValueHeads, headSize, epsilon, deviation, vocabularySize } = settings;
  const { maximumTokens } = settings;
  const builder = new WeightBuilder(options);
  const table = (name: string, zeroRow?: number): tf.Variable<tf.Rank.R2> =>
    builder.add<tf.Rank.R2>(name, [vocabularySize, hidden], { initialisation: { type: 'normal', deviation, zeroRow } })
      .variable;
  const dense = (name: string, sizes: readonly [number, number], hasBias: boolean): RowLayer =>
    linearLayer(builder, name, { inputs: sizes[0], outputs: sizes[1], deviation, hasBias });
  const norm = (name: string): RowLayer => rmsNormLayer(builder, name, { size: hidden, epsilon });

  const { hasQueryKeyValueBias, hasOutputBias, hasMlpBias } = settings;
  const words = table('model.embed_tokens.weight', settings.paddingRow);
  const layers = Array.from({ length: settings.layers }, (_, i) => {
    const name = `model.layers.${String(i)}`;
    return {
      query: dense(`${name}.self_attn.q_proj`, [hidden, heads * headSize], hasQueryKeyValueBias),
      key: dense(`${name}.self_attn.k_proj`, [hidden, keyValueHeads * headSize], hasQueryKeyValueBias),
      value: dense(`${name}.self_attn.v_proj`, [hidden, keyValueHeads * headSize], hasQueryKeyValueBias),
      attentionOutput: dense(`${name}.self_attn.o_proj`, [heads * headSize, hidden], hasOutputBias),
      gate: dense(`${name}.mlp.gate_proj`, [hidden, intermediate], hasMlpBias),
      up: dense(`${name}.mlp.up_proj`, [hidden, intermediate], hasMlpBias),
      down: dense(`${name}.mlp.down_proj`, [intermediate, hidden], hasMlpBias),
      attentionNorm: norm(`${name}.input_layernorm`),
      middleNorm: norm(`${name}.post_attention_layernorm`),
    };
  });
  const lastNorm = norm('model.norm');
  const head = settings.isTied ? words : table('lm_head.weight');

  return {
    weights: builder.weights,
    vocabularySize,
    maximumTokens,
    logits(ids, mask, dropout) {
      const [batch, tokens] = ids.shape;
      checkTokens(tokens, maximumTokens);
      return tf.tidy(() => {
        const hiding = tf.add<tf.Tensor4D>(paddingMask(mask), causalMask(tokens));
        const angles = rotationAngles(tokens, headSize, settings.theta);
        const shared = { batch, heads, keyValueHeads, scale: 1 / Math.sqrt(headSize), mask: hiding };
        let rows = gatherRows(words, tf.reshape(ids, [-1]));
        for (const layer of layers) {
          const normal = layer.attentionNorm(rows);
          const q = rotatePositions(layer.query(normal), heads, angles);
          const k = rotatePositions(layer.key(normal), keyValueHeads, angles);
          const kept = keptShares(dropout, settings.attentionDropout, [batch, heads, tokens, tokens]);
          rows = tf.add(rows, layer.attentionOutput(attention(q, k, { ...shared, v: layer.value(normal), kept })));
          const middle = layer.middleNorm(rows);
          rows = tf.add(rows, layer.down(siluGate(layer.gate(middle), layer.up(middle))));
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
