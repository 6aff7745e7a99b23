import * as tf from '@tensorflow/tfjs-core';
import { countBatches, type BatchPlan } from '../../../ml/data/batches/batch-plan.js';
import { rowBatches, type RowBatch } from '../../../ml/data/batches/row-batches.js';
import { causalLanguageLoss } from '../../../ml/losses/causal-language-loss.js';
import { classificationLoss } from '../../../ml/losses/classification-loss.js';
import { Dropout } from '../../../ml/networks/layers/dropout.js';
import type {
  CausalLanguageModel,
  EncoderDecoder,
  ForwardMode,
  Network,
  TextClassifier,
} from '../../../ml/networks/network.js';
import type { Tokenizer } from '../../../ml/tokenizers/tokenizer.js';
import { ClassScores } from '../../../ml/scoring/class-scores.js';
import {
  classScorer,
  languageScorer,
  scoreRows,
  sequenceLoss,
  sequenceScorer,
  type RowPart,
  type RowScorer,
} from '../../../ml/scoring/score-rows.js';
import { classInputs, languageInputs, type TextReading } from '../../../ml/scoring/text-inputs.js';
import type { Batch, HeldOut, LearningTask } from './learning-task.js';

export interface TextTaskOptions {
  readonly train: RowPart;
  readonly validation: RowPart | undefined;
  readonly test: RowPart | undefined;
  readonly tokenizer: Tokenizer;
  readonly maxTokens: number;
  readonly seed: number;
  readonly batchSize: number;
  readonly smoothing: number;
}

/** What differs between the tasks on texts. */
interface TextKind {
  readonly network: Network;
  readonly metric: string;
  readonly maximize: boolean;
  /** The rows of a step, which is counted from 0. */
  batch(rows: RowBatch, step: number): Batch;
  /** What scores a part. */
  score(): RowScorer;
}

/** Learning the classes of texts, which stand in the first column of text. Scores: accuracy, f1, loss. */
export function textClassificationTask(network: TextClassifier, options: TextTaskOptions): LearningTask {
  const dropoutOf = dropoutBySteps(options);
  const reading = readingOf(options);
  const inputs = classInputs(reading);
  return textTask(options, {
    network,
    metric: 'accuracy',
    maximize: true,
    batch: (rows, step) => ({
      count: rows.labels.length,
      forward(mode) {
        const { ids, mask } = inputs(rows);
        const logits = network.logits(ids, mask, dropoutOf(step, mode));
        const labels = tf.tensor1d(rows.labels, 'int32');
        return {
          loss: classificationLoss(logits, labels, smoothed(options)),
          right: tf.sum<tf.Scalar>(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')),
        };
      },
    }),
    score: () => classScorer(network, reading, new ClassScores(network.classes)),
  });
}

/** Learning to go on with texts. Scores: loss (nats a token) and perplexity, over all tokens that have one before them. */
export function languageTask(network: CausalLanguageModel, options: TextTaskOptions): LearningTask {
  const dropoutOf = dropoutBySteps(options);
  const reading = readingOf(options);
  const inputs = languageInputs(reading);
  return textTask(options, {
    network,
    metric: 'loss',
    maximize: false,
    batch: (rows, step) => ({
      count: rows.rows.length,
      forward(mode) {
        const { ids, mask } = inputs(rows);
        const logits = network.logits(ids, mask, dropoutOf(step, mode));
        return { loss: causalLanguageLoss(logits, ids, { mask, ...smoothed(options) }) };
      },
    }),
    score: () => languageScorer(network, reading),
  });
}

/** Learning to turn the first column of text into the second. Scores: loss (nats a token) and perplexity of the second. */
export function sequenceTask(network: EncoderDecoder, options: TextTaskOptions): LearningTask {
  const dropoutOf = dropoutBySteps(options);
  const reading = readingOf(options);
  const lossOf = sequenceLoss(network, reading);
  return textTask(options, {
    network,
    metric: 'loss',
    maximize: false,
    batch: (rows, step) => ({
      count: rows.rows.length,
      forward: (mode) => ({ loss: lossOf(rows, { ...smoothed(options), dropout: dropoutOf(step, mode) }).loss }),
    }),
    score: () => sequenceScorer(network, reading),
  });
}

/** What a step drops: nothing unless it learns, and the same whenever the step is made. */
function dropoutBySteps({ seed }: TextTaskOptions): (step: number, mode?: ForwardMode) => Dropout | undefined {
  return (step, mode = { isTraining: true }) => (mode.isTraining ? new Dropout(seed, step) : undefined);
}

function textTask(options: TextTaskOptions, kind: TextKind): LearningTask {
  const { train, validation, test, seed, batchSize } = options;
  const plan: BatchPlan = { batchSize, dropsLast: true };
  const stepsPerEpoch = countBatches(train.indices.length, plan);
  return {
    network: kind.network,
    stepsPerEpoch,
    metric: kind.metric,
    maximize: kind.maximize,
    heldOut: { validation: validation?.indices.length ?? 0, test: test?.indices.length ?? 0 },
    async *batches(epoch, first, signal) {
      let step = epoch * stepsPerEpoch + first;
      for await (const rows of rowBatches(train, { plan, signal, training: { seed, epoch, first } })) {
        yield kind.batch(rows, step);
        step += 1;
      }
    },
    async evaluate(part: HeldOut, signal) {
      const held = options[part];
      const scorer = kind.score();
      return held === undefined ? scorer.scores() : scoreRows(held, scorer, { batchSize, signal });
    },
  };
}

const smoothed = ({ smoothing }: TextTaskOptions): { readonly smoothing?: number } =>
  smoothing > 0 ? { smoothing } : {};

const readingOf = ({ train, tokenizer, maxTokens }: TextTaskOptions): TextReading => ({
  dataset: train.dataset,
  tokenizer,
  maxTokens,
  key: 'data.train',
});
