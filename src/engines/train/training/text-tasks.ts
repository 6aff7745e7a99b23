import * as tf from '@tensorflow/tfjs-core';
import { modelsmithError } from '../../../base/errors.js';
import type { Scores } from '../../../base/ports.js';
import { countBatches, type BatchPlan } from '../../../ml/data/batches/batch-plan.js';
import { rowBatches, type RowBatch } from '../../../ml/data/batches/row-batches.js';
import type { RowDataset } from '../../../ml/data/dataset.js';
import { causalLanguageLoss } from '../../../ml/losses/causal-language-loss.js';
import { classificationLoss } from '../../../ml/losses/classification-loss.js';
import { decoderInputs, IGNORED_LABEL, sequenceToSequenceLoss } from '../../../ml/losses/sequence-to-sequence-loss.js';
import { Dropout } from '../../../ml/networks/layers/dropout.js';
import type {
  CausalLanguageModel,
  EncoderDecoder,
  ForwardMode,
  Network,
  TextClassifier,
} from '../../../ml/networks/network.js';
import type { Tokenizer } from '../../../ml/tokenizers/tokenizer.js';
import { ClassScores } from './class-scores.js';
import type { Batch, HeldOut, LearningTask } from './learning-task.js';
import { encodeTexts, textBatch, type TextBatch } from './text-batch.js';

/** Examples of one part. */
export interface RowPart {
  readonly dataset: RowDataset;
  readonly indices: Int32Array;
}

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
  /** Adds what a batch says to the scores of a part. */
  score(): { add(rows: RowBatch): void; scores(): Scores };
}

/** Learning the classes of texts, which stand in the first column of text. Scores: accuracy, f1, loss. */
export function textClassificationTask(network: TextClassifier, options: TextTaskOptions): LearningTask {
  const dropoutOf = dropoutBySteps(options);
  const read = columnReader(options, 0);
  const inputs = ({ rows }: RowBatch): TextBatch => {
    const texts = encodeTexts(options.tokenizer, rows.map(read), options.maxTokens);
    return textBatch(texts, paddingOf(options.tokenizer));
  };
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
    score() {
      const scores = new ClassScores(network.classes);
      return {
        add: (rows) => {
          const logits = tf.tidy(() => {
            const { ids, mask } = inputs(rows);
            return network.logits(ids, mask).dataSync<'float32'>();
          });
          scores.add(logits, rows.labels);
        },
        scores: () => scores.scores(),
      };
    },
  });
}

/** Learning to go on with texts. Scores: loss (nats a token) and perplexity, over all tokens that have one before them. */
export function languageTask(network: CausalLanguageModel, options: TextTaskOptions): LearningTask {
  const dropoutOf = dropoutBySteps(options);
  const read = columnReader(options, 0);
  const end = options.tokenizer.special.end;
  const inputs = ({ rows }: RowBatch): TextBatch => {
    const texts = encodeTexts(options.tokenizer, rows.map(read), options.maxTokens).map((tokens) =>
      // That a text ends is learnt, too, where the tokenizer has a token for it and the text wasn't cut.
      end === undefined || tokens.at(-1) === end || tokens.length === options.maxTokens
        ? tokens
        : Int32Array.from([...tokens, end]),
    );
    return textBatch(texts, paddingOf(options.tokenizer));
  };
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
    score: () =>
      meanLoss((rows) => {
        const { ids, mask, tokens } = inputs(rows);
        const [loss = Number.NaN] = causalLanguageLoss(network.logits(ids, mask), ids, { mask }).dataSync<'float32'>();
        return { loss, tokens: tokens - rows.rows.length };
      }),
  });
}

/** Learning to turn the first column of text into the second. Scores: loss (nats a token) and perplexity of the second. */
export function sequenceTask(
  network: EncoderDecoder,
  options: TextTaskOptions & { readonly startToken: number },
): LearningTask {
  const dropoutOf = dropoutBySteps(options);
  const [readInput, readTarget] = [columnReader(options, 0), columnReader(options, 1)];
  const { tokenizer, maxTokens, startToken } = options;
  const padding = paddingOf(tokenizer);
  const lossOf = (
    { rows }: RowBatch,
    smoothing: { readonly smoothing?: number },
    dropout?: Dropout,
  ): { loss: tf.Scalar; tokens: number } => {
    const { ids, mask } = textBatch(encodeTexts(tokenizer, rows.map(readInput), maxTokens), padding);
    const { ids: labels, tokens } = textBatch(encodeTexts(tokenizer, rows.map(readTarget), maxTokens), IGNORED_LABEL);
    const logits = network.logits(ids, mask, decoderInputs(labels, startToken, padding), dropout);
    return { loss: sequenceToSequenceLoss(logits, labels, smoothing), tokens };
  };
  return textTask(options, {
    network,
    metric: 'loss',
    maximize: false,
    batch: (rows, step) => ({
      count: rows.rows.length,
      forward: (mode) => ({ loss: lossOf(rows, smoothed(options), dropoutOf(step, mode)).loss }),
    }),
    score: () =>
      meanLoss((rows) => {
        const { loss, tokens } = lossOf(rows, {});
        return { loss: loss.dataSync<'float32'>()[0] ?? Number.NaN, tokens };
      }),
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
      const score = kind.score();
      if (held !== undefined) {
        for await (const rows of rowBatches(held, { plan: { batchSize, dropsLast: false }, signal })) {
          signal.throwIfAborted();
          score.add(rows);
        }
      }
      return score.scores();
    },
  };
}

function meanLoss(
  lossOf: (rows: RowBatch) => { readonly loss: number; readonly tokens: number },
): ReturnType<TextKind['score']> {
  let sum = 0;
  let tokens = 0;
  return {
    add(rows) {
      tf.tidy(() => {
        const one = lossOf(rows);
        sum += one.loss * one.tokens;
        tokens += one.tokens;
      });
    },
    scores: () => ({ loss: sum / tokens, perplexity: Math.exp(sum / tokens) }),
  };
}

const smoothed = ({ smoothing }: TextTaskOptions): { readonly smoothing?: number } =>
  smoothing > 0 ? { smoothing } : {};

/** Padding is masked everywhere, so any token will do. */
const paddingOf = ({ special }: Tokenizer): number => special.padding ?? 0;

function columnReader({ train }: TextTaskOptions, place: number): (row: Readonly<Record<string, unknown>>) => string {
  const { inputColumns } = train.dataset;
  const column = inputColumns[place];
  if (column === undefined) {
    throw modelsmithError(
      'train-text-columns',
      { needed: place + 1, found: inputColumns.length },
      { key: 'data.train' },
    );
  }
  return (row) => {
    const value = row[column];
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  };
}
