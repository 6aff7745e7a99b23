import type * as tf from '@tensorflow/tfjs-core';
import type { Dropout } from './layers/dropout.js';

/** One tensor of a network. Names and shapes on disk are torch's; in memory a layout may be the one that the operations want. */
export interface Weight {
  /** As in the torch model's state: `layer1.0.conv1.weight`. */
  readonly name: string;
  /** In the layout of the operations: convolutions are height x width x in x out, linear layers stay out x in. */
  readonly variable: tf.Variable;
  /** False for what no gradient changes: the running statistics of batch-norm. */
  readonly isTrainable: boolean;
  /** `tf.transpose(variable, toTorch)` is torch's layout; absent where it is the same. */
  readonly toTorch?: readonly number[];
}

/** What can be trained, saved, evolved and marked. Whoever built it disposes it. */
export interface Network {
  /** In the order of the torch model's state. A tied tensor stands here once. */
  readonly weights: readonly Weight[];
  dispose(): void;
}

export interface ForwardMode {
  /** Batch-norm takes the batch's statistics and moves its running ones; dropout drops. */
  readonly isTraining: boolean;
}

export interface ImageClassifier extends Network {
  readonly classes: number;
  /** Images batch x height x width x channels to logits batch x classes. */
  logits(images: tf.Tensor4D, mode: ForwardMode): tf.Tensor2D;
}

export interface TextClassifier extends Network {
  readonly classes: number;
  /** The longest text that it takes. */
  readonly maximumTokens: number;
  /**
   * Ids and mask (1 = counts), int32, batch x tokens, to logits batch x classes. Drops what the configuration says where
   * `dropout` is there. Throws `sequence-too-long`.
   */
  logits(ids: tf.Tensor2D, mask: tf.Tensor2D, dropout?: Dropout): tf.Tensor2D;
}

export interface CausalLanguageModel extends Network {
  readonly vocabularySize: number;
  /** The longest text that it takes. */
  readonly maximumTokens: number;
  /**
   * Ids and mask (1 = counts), int32, batch x tokens, to logits batch x tokens x vocabulary. Drops what the configuration says
   * where `dropout` is there. Throws `sequence-too-long`.
   */
  logits(ids: tf.Tensor2D, mask: tf.Tensor2D, dropout?: Dropout): tf.Tensor3D;
}

export interface EncoderDecoder extends Network {
  readonly vocabularySize: number;
  /** The token that the decoder begins with. */
  readonly startToken: number;
  /**
   * Ids and mask of the encoder and ids of the decoder, int32, to logits batch x decoder tokens x vocabulary. Drops what the
   * configuration says where `dropout` is there.
   */
  logits(ids: tf.Tensor2D, mask: tf.Tensor2D, decoderIds: tf.Tensor2D, dropout?: Dropout): tf.Tensor3D;
}
