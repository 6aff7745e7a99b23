import { placeOfAnswer } from '../place-of-answer.js';
import type { Question } from './read-questions.js';

/**
 * Whether a text answers a question rightly. Without options: when it is the answer, apart from case, white space and the marks
 * around it; of an answer of one line, the first line that isn't blank counts. With options: when the one that it names, by its
 * letter or as the text that it begins with (the longest such), is the right one.
 */
export function isRight({ answer, options }: Pick<Question, 'answer' | 'options'>, text: string): boolean {
  const said = answer.trim().includes('\n') ? text : firstLine(text);
  return options === undefined ? plain(said) === plain(answer) : namedOption(said, options) === answer;
}

function namedOption(said: string, options: readonly string[]): string | undefined {
  const words = plain(said);
  const begun = options
    .filter((option) => {
      const start = plain(option);
      // Not in the middle of a word: "no" isn't said by "nothing".
      return start !== '' && words.startsWith(start) && !/^[\p{L}\p{N}]/u.test(words.slice(start.length));
    })
    .toSorted((a, b) => plain(b).length - plain(a).length);
  if (begun[0] !== undefined) {
    return begun[0];
  }
  const letter = /^\W*([A-Za-z])(?:[).:\]]|\s*$)/.exec(said)?.[1];
  return letter === undefined ? undefined : options[placeOfAnswer(letter, options) ?? -1];
}

const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '') ?? '';

/** Without case, repeated white space, and quotes and stops around it; what is nothing but marks stays. */
function plain(text: string): string {
  const spaced = text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  const inner = spaced.replace(/^["'“”‘’`*]+|["'“”‘’`*.!,;]+$/g, '').trim();
  return inner === '' ? spaced : inner;
}
