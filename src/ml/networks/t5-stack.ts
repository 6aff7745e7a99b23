import * as tf from '@tensorflow/tfjs-core';
import { attention } from '../compute/operations/attention.js';
import { gatherRows } from '../compute/operations/gather-rows.js';
import { dropElements, keptShares, type Dropout } from './layers/dropout.js';
import { linearLayer, type RowLayer } from './layers/linear-layer.js';
import { rmsNormLayer } from './layers/norm-layers.js';
import { t5PositionBuckets } from './t5-position-buckets.js';
import type { T5Settings } from './t5-settings.js';
import type { WeightBuilder } from './weight-builder.js';

/** What a decoder sees of the encoder. */
interface Memory {
  readonly rows: tf.Tensor2D;
  readonly mask: tf.Tensor4D;
}

/** Runs a stack over embedded rows (batch x tokens) x hidden; `mask` is added to the scores of its own tokens. */
export type T5Stack = (
  rows: tf.Tensor2D,
  options: {
    readonly batch: number;
    readonly mask: tf.Tensor4D;
    readonly memory?: Memory;
    readonly dropout?: Dropout | undefined;
  },
) => tf.Tensor2D;

interface AttentionPart {
  readonly norm: RowLayer;
  readonly query: RowLayer;
  readonly key: RowLayer;
  readonly value: RowLayer;
  readonly output: RowLayer;
}

/** The encoder or the decoder of a T5: pre-norm blocks, the position bias of block 0 for all, no 1/sqrt(d). */
export function buildT5Stack(builder: WeightBuilder, part: 'encoder' | 'decoder', settings: T5Settings): T5Stack {
  const { hidden, heads, headSize, intermediate, epsilon, activation, isGated, initialFactor } = settings;
  const inner = heads * headSize;
  const isDecoder = part === 'decoder';
  const dense = (name: string, inputs: number, outputs: number, fan: number): RowLayer =>
    linearLayer(builder, name, { inputs, outputs, deviation: initialFactor * fan ** -0.5, hasBias: false });
  const norm = (name: string): RowLayer => rmsNormLayer(builder, name, { size: hidden, epsilon, first: initialFactor });

  let positionTable: tf.Variable<tf.Rank.R2> | undefined;
  const attentionPart = (
    layer: string,
    kind: 'SelfAttention' | 'EncDecAttention',
    hasPositions: boolean,
  ): AttentionPart => {
    const name = `${layer}.${kind}`;
    const query = dense(`${name}.q`, hidden, inner, hidden * headSize);
    const key = dense(`${name}.k`, hidden, inner, hidden);
    const value = dense(`${name}.v`, hidden, inner, hidden);
    const output = dense(`${name}.o`, inner, hidden, inner);
    if (hasPositions) {
      positionTable = builder.add<tf.Rank.R2>(`${name}.relative_attention_bias.weight`, [settings.buckets, heads], {
        initialisation: { type: 'normal', deviation: initialFactor * hidden ** -0.5 },
      }).variable;
    }
    return { query, key, value, output, norm: norm(`${layer}.layer_norm`) };
  };
  const feedForward = (layer: string) => {
    const name = `${layer}.DenseReluDense`;
    const first = dense(isGated ? `${name}.wi_0` : `${name}.wi`, hidden, intermediate, hidden);
    const gate = isGated ? dense(`${name}.wi_1`, hidden, intermediate, hidden) : undefined;
    const last = dense(`${name}.wo`, intermediate, hidden, intermediate);
    const before = norm(`${layer}.layer_norm`);
    return (rows: tf.Tensor2D, drop: RowLayer): tf.Tensor2D => {
      const normal = before(rows);
      const middle = activation(first(normal));
      const inner = gate === undefined ? middle : tf.mul<tf.Tensor2D>(middle, gate(normal));
      return tf.add(rows, drop(last(drop(inner))));
    };
  };

  const blocks = Array.from({ length: isDecoder ? settings.decoderLayers : settings.encoderLayers }, (_, i) => {
    const layer = (number: number): string => `${part}.block.${String(i)}.layer.${String(number)}`;
    return {
      self: attentionPart(layer(0), 'SelfAttention', i === 0),
      cross: isDecoder ? attentionPart(layer(1), 'EncDecAttention', false) : undefined,
      feedForward: feedForward(layer(isDecoder ? 2 : 1)),
    };
  });
  const lastNorm = norm(`${part}.final_layer_norm`);

  const biasOf = (table: tf.Tensor2D, tokens: number): tf.Tensor4D => {
    const { buckets, maximumDistance } = settings;
    const rows = tf.tensor1d(t5PositionBuckets(tokens, tokens, { buckets, maximumDistance, isDecoder }), 'int32');
    const byPair: tf.Tensor4D = tf.reshape(gatherRows(table, rows), [1, tokens, tokens, heads]);
    return tf.transpose<tf.Tensor4D>(byPair, [0, 3, 1, 2]);
  };

  return (first, { batch, mask, memory, dropout }) => {
    const shared = { batch, heads, keyValueHeads: heads, scale: 1 };
    const positions =
      positionTable === undefined ? {} : { positionBias: biasOf(positionTable, first.shape[0] / batch) };
    const drop = (x: tf.Tensor2D): tf.Tensor2D => dropElements(x, dropout, settings.dropout);
    const tokens = first.shape[0] / batch;
    const kept = (keys: number): tf.Tensor4D | undefined =>
      keptShares(dropout, settings.dropout, [batch, heads, tokens, keys]);
    let rows = drop(first);
    for (const { self, cross, feedForward: forward } of blocks) {
      const normal = self.norm(rows);
      const options = { ...shared, ...positions, mask, v: self.value(normal), kept: kept(tokens) };
      rows = tf.add(rows, drop(self.output(attention(self.query(normal), self.key(normal), options))));
      if (cross !== undefined && memory !== undefined) {
        const v = cross.value(memory.rows);
        const seen = { ...shared, mask: memory.mask, v, kept: kept(memory.rows.shape[0] / batch) };
        const mixed = attention(cross.query(cross.norm(rows)), cross.key(memory.rows), seen);
        rows = tf.add(rows, drop(cross.output(mixed)));
      }
      rows = forward(rows, drop);
    }
    return drop(lastNorm(rows));
  };
}
