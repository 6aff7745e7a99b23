import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../compute/operations/attention.js';
import { gatherRows } from '../compute/operations/gather-rows.js';
import { checkTokens } from './check-tokens.js';
import { divideEvenly } from './divide-evenly.js';
import { activationOf } from './layers/activation.js';
import { dropElements, keptShares } from './layers/dropout.js';
import { paddingMask } from './layers/attention-mask.js';
import { linearLayer, type RowLayer } from './layers/linear-layer.js';
import { layerNormLayer } from './layers/norm-layers.js';
import type { TextClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import { refuseFeatures } from './refuse-features.js';
import { readClasses, readDeviation, readDropout, readPaddingRow } from './transformer-fields.js';
import { WeightBuilder, type BuildOptions } from './weight-builder.js';

/** In what RoBERTa differs from BERT. */
export interface BertVariant {
  /** What the names of the encoder's weights begin with. */
  readonly prefix: string;
  readonly dense: string;
  readonly output: string;
  /** Rows of the position table that texts don't use, at its beginning. */
  readonly unusedPositions: number;
  /** Whether the classifier's dropout comes before the tanh layer, too. */
  readonly dropsFirstColumn: boolean;
  /** The row of the position embeddings that begins at zero. */
  readonly zeroPosition?: number | undefined;
  /** Batch x tokens x features of positions, or tokens x features for every text. */
  readonly positions: (table: tf.Tensor2D, ids: tf.Tensor2D) => tf.Tensor;
}

/** BERT with a classifier on its pooled first column (Devlin et al., 2019), from Hugging Face's configuration. */
export function buildBert(fields: FieldReader, options: BuildOptions): TextClassifier {
  return buildBertLike(fields, options, {
    prefix: 'bert',
    dense: 'bert.pooler.dense',
    output: 'classifier',
    unusedPositions: 0,
    dropsFirstColumn: false,
    positions: (table, ids) => tf.slice(table, [0, 0], [ids.shape[1], table.shape[1]]),
  });
}

/** A classifier in the manner of BERT: post-norm encoder, tanh layer on column 0 (padded or not), linear layer. */
export function buildBertLike(fields: FieldReader, options: BuildOptions, variant: BertVariant): TextClassifier {
  refuseFeatures(fields, { position_embedding_type: 'absolute', is_decoder: false, add_cross_attention: false });
  const hidden = fields.size('hidden_size', { fallback: 768 });
  const heads = fields.size('num_attention_heads', { fallback: 12 });
  const headSize = divideEvenly(hidden, heads, fields.at('num_attention_heads'));
  const layerCount = fields.size('num_hidden_layers', { fallback: 12 });
  const intermediate = fields.size('intermediate_size', { fallback: 3072 });
  const vocabularySize = fields.size('vocab_size');
  const positionCount = fields.size('max_position_embeddings', { fallback: 512 });
  const maximumTokens = positionCount - variant.unusedPositions;
  const typeCount = fields.size('type_vocab_size', { fallback: 2 });
  const epsilon = fields.number('layer_norm_eps', 1e-12);
  const activation = activationOf(fields.text('hidden_act', 'gelu'), 'hidden_act', fields);
  const classes = readClasses(fields);
  const hiddenDropout = readDropout(fields, 'hidden_dropout_prob');
  const attentionDropout = readDropout(fields, 'attention_probs_dropout_prob');
  const classifierDropout = fields.has('classifier_dropout')
    ? readDropout(fields, 'classifier_dropout')
    : hiddenDropout;
  const deviation = readDeviation(fields);
  const zeroRow = readPaddingRow(fields, vocabularySize);

  const builder = new WeightBuilder(options);
  const { prefix } = variant;
  const table = (name: string, rows: number, zero?: number): tf.Variable<tf.Rank.R2> =>
    builder.add<tf.Rank.R2>(`${prefix}.embeddings.${name}.weight`, [rows, hidden], {
      initialisation: { type: 'normal', deviation, zeroRow: zero },
    }).variable;
  const dense = (name: string, inputs: number, outputs: number): RowLayer =>
    linearLayer(builder, name, { inputs, outputs, deviation, hasBias: true });
  const norm = (name: string): RowLayer => layerNormLayer(builder, name, { size: hidden, epsilon });

  const words = table('word_embeddings', vocabularySize, zeroRow);
  const positions = table('position_embeddings', positionCount, variant.zeroPosition);
  const types = table('token_type_embeddings', typeCount);
  const embeddingNorm = norm(`${prefix}.embeddings.LayerNorm`);
  const layers = Array.from({ length: layerCount }, (_, i) => {
    const name = `${prefix}.encoder.layer.${String(i)}`;
    return {
      query: dense(`${name}.attention.self.query`, hidden, hidden),
      key: dense(`${name}.attention.self.key`, hidden, hidden),
      value: dense(`${name}.attention.self.value`, hidden, hidden),
      attentionOutput: dense(`${name}.attention.output.dense`, hidden, hidden),
      attentionNorm: norm(`${name}.attention.output.LayerNorm`),
      intermediate: dense(`${name}.intermediate.dense`, hidden, intermediate),
      output: dense(`${name}.output.dense`, intermediate, hidden),
      outputNorm: norm(`${name}.output.LayerNorm`),
    };
  });
  const pooler = dense(variant.dense, hidden, hidden);
  const classifier = dense(variant.output, hidden, classes);

  const embed = (ids: tf.Tensor2D): tf.Tensor2D => {
    const [batch, tokens] = ids.shape;
    const found = tf.reshape(gatherRows(words, tf.reshape(ids, [-1])), [batch, tokens, hidden]);
    const place = tf.add(variant.positions(positions, ids), tf.slice(types, [0, 0], [1, hidden]));
    return embeddingNorm(tf.reshape(tf.add(found, place), [batch * tokens, hidden]));
  };

  return {
    weights: builder.weights,
    classes,
    maximumTokens,
    logits(ids, mask, dropout) {
      checkTokens(ids.shape[1], maximumTokens);
      return tf.tidy(() => {
        const [batch, tokens] = ids.shape;
        const hiding = paddingMask(mask);
        const attentionOptions = {
          batch,
          heads,
          keyValueHeads: heads,
          scale: 1 / Math.sqrt(headSize),
          mask: hiding,
        };
        const drop = (x: tf.Tensor2D): tf.Tensor2D => dropElements(x, dropout, hiddenDropout);
        let rows = drop(embed(ids));
        for (const layer of layers) {
          const kept = keptShares(dropout, attentionDropout, [batch, heads, tokens, tokens]);
          const mixed = attention(layer.query(rows), layer.key(rows), {
            ...attentionOptions,
            v: layer.value(rows),
            kept,
          });
          rows = layer.attentionNorm(tf.add(rows, drop(layer.attentionOutput(mixed))));
          rows = layer.outputNorm(tf.add(rows, drop(layer.output(activation(layer.intermediate(rows))))));
        }
        const first = tf.slice(tf.reshape(rows, [batch, tokens, hidden]), [0, 0, 0], [batch, 1, hidden]);
        const row: tf.Tensor2D = tf.reshape(first, [batch, hidden]);
        const column = variant.dropsFirstColumn ? dropElements(row, dropout, classifierDropout) : row;
        const pooled = tf.tanh(pooler(column));
        return classifier(dropElements(pooled, dropout, classifierDropout));
      });
    },
    dispose: () => {
      builder.dispose();
    },
  };
}
