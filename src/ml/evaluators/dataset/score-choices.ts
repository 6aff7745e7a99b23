import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import { rowBatches } from '../../data/batches/row-batches.js';
import { optionScore } from '../../language-models/rank-options.js';
import type { TokenModel } from '../../language-models/token-model.js';
import type { RowPart } from '../../scoring/score-rows.js';
import { largest } from '../../scoring/class-scores.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import { choiceTokens } from './choice-tokens.js';
import { readChoice } from './read-choice.js';

/**
 * 1 for every question whose right option has the largest mean log-probability a token, 0 for every other; NaN where the model
 * gives none.
 */
export async function scoreChoices(
  model: TokenModel,
  part: RowPart,
  options: {
    readonly tokenizer: Tokenizer;
    readonly columns: NonNullable<DatasetEvaluateSettings['multiple_choice']>;
    readonly maxTokens: number;
    readonly batchSize: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly number[]> {
  const { tokenizer, columns, maxTokens, batchSize, signal } = options;
  const right: number[] = [];
  for await (const batch of rowBatches(part, { plan: { batchSize, dropsLast: false }, signal })) {
    signal.throwIfAborted();
    const choices = batch.rows.map((row, i) => readChoice(row, columns, (batch.examples[i] ?? 0) + 1));
    const requests = choices.flatMap(({ question, options: all }) =>
      all.map((option) => choiceTokens(tokenizer, { question, option }, maxTokens)),
    );
    const scores = (await model.logProbabilities(requests, signal)).map((one) =>
      one.length === 0 ? Number.NEGATIVE_INFINITY : optionScore(one).meanLogProbability,
    );
    let first = 0;
    for (const choice of choices) {
      const own = scores.slice(first, first + choice.options.length);
      first += choice.options.length;
      right.push(own.some(Number.isNaN) ? Number.NaN : Number(largest(own) === choice.answer));
    }
  }
  return right;
}
