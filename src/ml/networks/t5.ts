import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../compute/operations/gather-rows.js';
import { linear } from '../compute/operations/linear.js';
import { causalMask, paddingMask } from './layers/attention-mask.js';
import type { EncoderDecoder } from './network.js';
import { reportHead } from './observe-inputs.js';
import type { FieldReader } from './read-fields.js';
import { readT5Settings } from './t5-settings.js';
import { buildT5Stack } from './t5-stack.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/**
 * T5 (Raffel et al., 2020), plain or gated, from Hugging Face's configuration. Padding of the encoder is masked in the
 * decoder's cross-attention, too. The head is a tensor of its own where the checkpoint has one, or, without a checkpoint,
 * where `tie_word_embeddings` is false.
 */
export function buildT5(fields: FieldReader, options: BuildOptions): EncoderDecoder {
  const settings = readT5Settings(fields);
  const { hidden, vocabularySize, initialFactor } = settings;
  const startToken = fields.size('decoder_start_token_id', {
    fallback: fields.size('pad_token_id', { fallback: 0, minimum: 0 }),
    minimum: 0,
  });
  const builder = new WeightBuilder(options);
  const table = (name: string): tf.Variable<tf.Rank.R2> =>
    builder.add<tf.Rank.R2>(name, [vocabularySize, hidden], {
      initialisation: { type: 'normal', deviation: initialFactor },
    }).variable;
  const shared = table('shared.weight');
  const encoder = buildT5Stack(builder, 'encoder', settings);
  const decoder = buildT5Stack(builder, 'decoder', settings);
  const hasHead = options.hasTensor?.(HEAD) ?? !settings.isTied;
  const head = hasHead ? table(HEAD) : shared;
  const embed = (ids: tf.Tensor2D): tf.Tensor2D => gatherRows(shared, tf.reshape(ids, [-1]));

  return {
    weights: builder.weights,
    vocabularySize,
    startToken,
    logits(ids, mask, decoderIds, dropout) {
      const [batch, tokens] = decoderIds.shape;
      return tf.tidy(() => {
        const hiding = paddingMask(mask);
        const memory = { rows: encoder(embed(ids), { batch, mask: hiding, dropout }), mask: hiding };
        const rows = decoder(embed(decoderIds), { batch, mask: causalMask(tokens), memory, dropout });
        const scaled = settings.scalesOutput ? tf.mul<tf.Tensor2D>(rows, hidden ** -0.5) : rows;
        const last = reportHead(builder.weights, scaled, { head, embedding: shared });
        return tf.reshape(linear(last, head), [batch, tokens, vocabularySize]);
      });
    },
    dispose: () => {
      builder.dispose();
    },
  };
}

const HEAD = 'lm_head.weight';
