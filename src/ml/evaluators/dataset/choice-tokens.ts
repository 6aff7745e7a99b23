import type { ScoreRequest } from '../../language-models/token-model.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';

/**
 * A question and one of its options as tokens: what both texts begin with alike is the prompt, all that the option adds the
 * continuation. Encoded as one text, for a tokenizer may join the end of the question with the option. A text of more than
 * `maxTokens` loses the beginning of its question.
 */
export function choiceTokens(
  tokenizer: Tokenizer,
  { question, option }: { readonly question: string; readonly option: string },
  maxTokens: number,
): ScoreRequest {
  const isApart = /\s$/.test(question) || /^\s/.test(option);
  const whole = tokenizer.encode(isApart ? question + option : `${question} ${option}`);
  const alone = tokenizer.encode(question.trimEnd());
  const shared = whole.findIndex((token, i) => token !== alone[i]);
  // Nothing predicts a text's first token.
  const begin = Math.max(1, shared === -1 ? whole.length : shared);
  const continuation = whole.slice(begin).slice(0, maxTokens - 1);
  return { prompt: whole.slice(Math.max(0, begin + continuation.length - maxTokens), begin), continuation };
}
