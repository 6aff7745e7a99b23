import { isRight } from '../../evaluators/endpoint/is-right.js';
import { plainText } from './plain-text.js';

/**
 * When an answer counts as right: it `contains` a label (the published rule; inside a longer word, too), it is `exact`ly one, its
 * last number is the label's (`numeric`), or it names the right one of the question's options (`choice`).
 */
export type AnswerRule = 'contains' | 'exact' | 'numeric' | 'choice';

/** What a right answer is: any of the labels. */
export interface ExpectedAnswer {
  readonly labels: readonly string[];
  /** What `choice` chooses from; the labels are among them. */
  readonly options?: readonly string[];
}

/** Numbers may differ by this share of their size: 0.1 + 0.2 is 0.3. */
const SAME_NUMBER = 1e-9;
const NUMBERS =
  /(?:(?<![\d.])[-+])?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|(?:(?<![\d.])[-+])?\.\d+/giu;

/** Whether what a language model said is right. An empty answer never is, nor is one to a label that says nothing. */
export function isAnswerRight(text: string, expected: ExpectedAnswer, rule: AnswerRule): boolean {
  if (text.trim() === '') {
    return false;
  }
  const { labels, options } = expected;
  return labels.some((label) => label.trim() !== '' && fits(text, label, { rule, options }));
}

function fits(
  text: string,
  label: string,
  { rule, options }: { readonly rule: AnswerRule; readonly options: readonly string[] | undefined },
): boolean {
  switch (rule) {
    case 'contains':
      return plainText(text).includes(plainText(label));
    case 'exact':
      return plainText(text) === plainText(label);
    case 'numeric':
      return isSameNumber(lastNumber(text), lastNumber(label));
    case 'choice':
      return isRight({ answer: label, ...(options === undefined ? {} : { options }) }, text);
  }
}

/** The last number of a text, with commas between thousands, a fraction, an exponent; undefined without one. */
function lastNumber(text: string): number | undefined {
  const found = text.replaceAll('\u2212', '-').match(NUMBERS)?.at(-1);
  return found === undefined ? undefined : Number(found.replaceAll(',', ''));
}

function isSameNumber(got: number | undefined, expected: number | undefined): boolean {
  return got !== undefined && expected !== undefined && Math.abs(got - expected) <= SAME_NUMBER * Math.abs(expected);
}

/** The answer up to the first of the stops in it: a model that completes text goes on with questions of its own. */
export function cutAtStops(text: string, stops: readonly string[]): string {
  const places = stops.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  return text.slice(0, Math.min(text.length, ...places.filter((place) => place >= 0)));
}
