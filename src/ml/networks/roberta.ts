import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../compute/operations/gather-rows.js';
import { buildBertLike } from './bert.js';
import type { TextClassifier } from './network.js';
import type { FieldReader } from './read-fields.js';
import type { BuildOptions } from './weight-builder.js';

/** RoBERTa's own padding token, where the configuration names none. */
const PADDING = 1;

/**
 * RoBERTa with a classifier on its first column (Liu et al., 2019), from Hugging Face's configuration. A token's position
 * is the padding token's id plus its number among the tokens that aren't padding; padding has the padding token's own.
 */
export function buildRoberta(fields: FieldReader, options: BuildOptions): TextClassifier {
  const padding = fields.size('pad_token_id', { fallback: PADDING, minimum: 0 });
  return buildBertLike(fields, options, {
    prefix: 'roberta',
    dense: 'classifier.dense',
    output: 'classifier.out_proj',
    unusedPositions: padding + 1,
    zeroPosition: padding,
    dropsFirstColumn: true,
    positions: (table, ids) => {
      const [batch, tokens] = ids.shape;
      const isToken = tf.cast(tf.notEqual(ids, tf.scalar(padding, 'int32')), 'int32');
      const numbers = tf.add(tf.mul(tf.cumsum(isToken, 1), isToken), tf.scalar(padding, 'int32'));
      return tf.reshape(gatherRows(table, tf.reshape(numbers, [-1])), [batch, tokens, table.shape[1]]);
    },
  });
}
