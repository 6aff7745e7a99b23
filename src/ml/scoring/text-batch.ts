import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '../tokenizers/tokenizer.js';

/** Texts as token numbers, padded on the right to the longest of them. */
export interface TextBatch {
  readonly ids: tf.Tensor2D;
  /** 1 where a token counts. */
  readonly mask: tf.Tensor2D;
  /** Tokens that count. */
  readonly tokens: number;
}

/** Encodes texts with the tokens that the tokenizer puts around them, cut to `maxTokens`. */
export function encodeTexts(tokenizer: Tokenizer, texts: readonly string[], maxTokens: number): readonly Int32Array[] {
  return texts.map((text) => Int32Array.from(tokenizer.encode(text).slice(0, maxTokens)));
}

/** Rows of token numbers as int32 tensors batch x tokens. */
export function textBatch(rows: readonly Int32Array[], padding: number): TextBatch {
  const longest = Math.max(1, ...rows.map(({ length }) => length));
  const ids = new Int32Array(rows.length * longest).fill(padding);
  const mask = new Int32Array(rows.length * longest);
  for (const [row, tokens] of rows.entries()) {
    ids.set(tokens, row * longest);
    mask.fill(1, row * longest, row * longest + tokens.length);
  }
  const shape: [number, number] = [rows.length, longest];
  return {
    ids: tf.tensor2d(ids, shape, 'int32'),
    mask: tf.tensor2d(mask, shape, 'int32'),
    tokens: rows.reduce((sum, { length }) => sum + length, 0),
  };
}
