import { modelsmithError } from '../../../base/errors.js';
import type { DatasetEvaluateSettings } from '../../../protocol/evaluate.js';
import type { Row } from '../../data/dataset.js';
import { placeOfAnswer } from '../place-of-answer.js';

type ChoiceColumns = NonNullable<DatasetEvaluateSettings['multiple_choice']>;

/** A question with options, one of which is right. */
export interface Choice {
  readonly question: string;
  readonly options: readonly string[];
  /** The place of the right option. */
  readonly answer: number;
}

/** More options than any exam has; each is a pass of the model. */
const MAX_OPTIONS = 100;

/** Reads a row of a multiple choice; `row` counts from 1, for errors. Throws `data-choice-invalid`. */
export function readChoice(cells: Row, columns: ChoiceColumns, row: number): Choice {
  const fail = (offence: 'question' | 'options' | 'answer'): never => {
    throw modelsmithError('data-choice-invalid', { row, offence });
  };
  const question = asText(cells[columns.question]) ?? fail('question');
  const cellsOfOptions: unknown =
    typeof columns.options === 'string' ? cells[columns.options] : columns.options.map((column) => cells[column]);
  if (!Array.isArray(cellsOfOptions)) {
    return fail('options');
  }
  const options = withoutBlankEnd(cellsOfOptions).map((option) => asText(option) ?? fail('options'));
  if (options.length < 2 || options.length > MAX_OPTIONS) {
    return fail('options');
  }
  const answer = placeOfAnswer(cells[columns.answer], options);
  return answer === undefined ? fail('answer') : { question, options, answer };
}

/** A number, or a text that isn't blank. */
function asText(cell: unknown): string | undefined {
  const text = typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : cell;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

/** Tables with a column for each option leave the last ones blank where a question has fewer. */
function withoutBlankEnd(cells: readonly unknown[]): readonly unknown[] {
  const last = cells.findLastIndex((cell) => cell !== undefined && cell !== null && cell !== '');
  return cells.slice(0, last + 1);
}
