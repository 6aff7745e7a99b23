import { modelsmithError } from '../../base/errors.js';
import type { RowBatch } from '../data/batches/row-batches.js';
import type { RowDataset } from '../data/dataset.js';
import { IGNORED_LABEL } from '../losses/sequence-to-sequence-loss.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { encodeTexts, textBatch, type TextBatch } from './text-batch.js';

/** How rows become tokens. */
export interface TextReading {
  readonly dataset: RowDataset;
  readonly tokenizer: Tokenizer;
  /** Longer texts are cut. */
  readonly maxTokens: number;
  /** The key of the experiment that names the data, for errors. */
  readonly key: string;
}

/** The text of a row's column of text, by its place among them. Throws `train-text-columns` where there is no such column. */
export function columnReader({ dataset, key }: Pick<TextReading, 'dataset' | 'key'>, place: number) {
  const { inputColumns } = dataset;
  const column = inputColumns[place];
  if (column === undefined) {
    throw modelsmithError('train-text-columns', { needed: place + 1, found: inputColumns.length }, { key });
  }
  return (row: Readonly<Record<string, unknown>>): string => {
    const value = row[column];
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  };
}

/** Padding is masked everywhere, so any token will do. */
export const paddingOf = ({ special }: Tokenizer): number => special.padding ?? 0;

/** Rows as the tokens of their first column of text. */
export function classInputs(reading: TextReading): (rows: Pick<RowBatch, 'rows'>) => TextBatch {
  const { tokenizer, maxTokens } = reading;
  const read = columnReader(reading, 0);
  return ({ rows }) => textBatch(encodeTexts(tokenizer, rows.map(read), maxTokens), paddingOf(tokenizer));
}

/** Rows as the tokens of texts that a language model goes on with. */
export function languageInputs(reading: TextReading): (rows: Pick<RowBatch, 'rows'>) => TextBatch {
  const { tokenizer, maxTokens } = reading;
  const read = columnReader(reading, 0);
  const { end } = tokenizer.special;
  return ({ rows }) => {
    const texts = encodeTexts(tokenizer, rows.map(read), maxTokens).map((tokens) =>
      // That a text ends is learnt, too, where the tokenizer has a token for it and the text wasn't cut.
      end === undefined || tokens.at(-1) === end || tokens.length === maxTokens
        ? tokens
        : Int32Array.from([...tokens, end]),
    );
    return textBatch(texts, paddingOf(tokenizer));
  };
}

/** Rows as the tokens of their first column of text, which goes in, and of the second, which comes out. */
export function sequenceInputs(
  reading: TextReading,
): (rows: Pick<RowBatch, 'rows'>) => { readonly input: TextBatch; readonly labels: TextBatch } {
  const { tokenizer, maxTokens } = reading;
  const [readInput, readTarget] = [columnReader(reading, 0), columnReader(reading, 1)];
  return ({ rows }) => ({
    input: textBatch(encodeTexts(tokenizer, rows.map(readInput), maxTokens), paddingOf(tokenizer)),
    labels: textBatch(encodeTexts(tokenizer, rows.map(readTarget), maxTokens), IGNORED_LABEL),
  });
}
