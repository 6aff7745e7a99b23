import type { TokenModel } from './token-model.js';

/**
 * exp of the mean of -ln p over all tokens of all texts but each text's first, which nothing predicts. Texts of fewer than
 * two tokens don't count; without any other the perplexity is NaN.
 */
export async function perplexity(
  model: TokenModel,
  texts: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<number> {
  const requests = texts
    .filter((text) => text.length > 1)
    .map((text) => ({ prompt: text.slice(0, 1), continuation: text.slice(1) }));
  const scores = await model.logProbabilities(requests, signal);
  let sum = 0;
  let tokens = 0;
  for (const score of scores) {
    for (const logProbability of score) {
      sum -= logProbability;
      tokens += 1;
    }
  }
  return Math.exp(sum / tokens);
}
