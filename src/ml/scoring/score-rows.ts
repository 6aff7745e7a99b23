import * as tf from '@tensorflow/tfjs-core';
import type { Scores } from '../../base/ports.js';
import { rowBatches, type RowBatch } from '../data/batches/row-batches.js';
import type { RowDataset } from '../data/dataset.js';
import { causalLanguageLoss } from '../losses/causal-language-loss.js';
import { decoderInputs, sequenceToSequenceLoss } from '../losses/sequence-to-sequence-loss.js';
import type { Dropout } from '../networks/layers/dropout.js';
import type { CausalLanguageModel, EncoderDecoder, TextClassifier } from '../networks/network.js';
import type { ClassScores } from './class-scores.js';
import { classInputs, languageInputs, paddingOf, sequenceInputs, type TextReading } from './text-inputs.js';

/** Examples of one part that are rows. */
export interface RowPart {
  readonly dataset: RowDataset;
  readonly indices: Int32Array;
}

/** What a network says of rows, batch by batch. */
export interface RowScorer {
  add(rows: RowBatch): void;
  scores(): Scores;
}

/** Adds the rows of a part to what scores them. */
export async function scoreRows(
  part: RowPart,
  scorer: RowScorer,
  { batchSize, signal }: { readonly batchSize: number; readonly signal: AbortSignal },
): Promise<Scores> {
  for await (const rows of rowBatches(part, { plan: { batchSize, dropsLast: false }, signal })) {
    signal.throwIfAborted();
    scorer.add(rows);
  }
  return scorer.scores();
}

/** Accuracy, F1 and loss of the classes of texts. */
export function classScorer(network: TextClassifier, reading: TextReading, scores: ClassScores): RowScorer {
  const inputs = classInputs(reading);
  return {
    add(rows) {
      const logits = tf.tidy(() => {
        const { ids, mask } = inputs(rows);
        return network.logits(ids, mask).dataSync<'float32'>();
      });
      scores.add(logits, rows.labels);
    },
    scores: () => scores.scores(),
  };
}

/** Loss (nats a token) and perplexity of texts, over all tokens that have one before them. */
export function languageScorer(network: CausalLanguageModel, reading: TextReading): RowScorer {
  const inputs = languageInputs(reading);
  return meanLoss((rows) => {
    const { ids, mask, tokens } = inputs(rows);
    return { loss: causalLanguageLoss(network.logits(ids, mask), ids, { mask }), tokens: tokens - rows.rows.length };
  });
}

/** Loss (nats a token) and perplexity of what comes out, given what goes in. */
export function sequenceScorer(network: EncoderDecoder, reading: TextReading): RowScorer {
  const lossOf = sequenceLoss(network, reading);
  return meanLoss((rows) => lossOf(rows));
}

/** The loss of an encoder-decoder on rows, and how many tokens it is the mean of. Within a `tf.tidy`. */
export function sequenceLoss(
  network: EncoderDecoder,
  reading: TextReading,
): (
  rows: RowBatch,
  options?: { readonly smoothing?: number; readonly dropout?: Dropout | undefined },
) => { readonly loss: tf.Scalar; readonly tokens: number } {
  const inputs = sequenceInputs(reading);
  const padding = paddingOf(reading.tokenizer);
  return (rows, { dropout, ...smoothing } = {}) => {
    const { input, labels } = inputs(rows);
    const decoded = decoderInputs(labels.ids, network.startToken, padding);
    const logits = network.logits(input.ids, input.mask, decoded, dropout);
    return { loss: sequenceToSequenceLoss(logits, labels.ids, smoothing), tokens: labels.tokens };
  };
}

function meanLoss(lossOf: (rows: RowBatch) => { readonly loss: tf.Scalar; readonly tokens: number }): RowScorer {
  let sum = 0;
  let tokens = 0;
  return {
    add(rows) {
      tf.tidy(() => {
        const one = lossOf(rows);
        sum += (one.loss.dataSync<'float32'>()[0] ?? Number.NaN) * one.tokens;
        tokens += one.tokens;
      });
    },
    scores: () => ({ loss: sum / tokens, perplexity: Math.exp(sum / tokens) }),
  };
}
