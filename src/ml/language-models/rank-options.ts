import type { TokenModel } from './token-model.js';

/** How likely an option is after a prompt. */
export interface OptionScore {
  /** ln p(option | prompt). */
  readonly logProbability: number;
  /** The same per token: fair to longer options. */
  readonly meanLogProbability: number;
}

/** Scores the options of a multiple choice after their prompt. An option without tokens is certain: 0. */
export async function rankOptions(
  model: TokenModel,
  prompt: readonly number[],
  options: { readonly options: readonly (readonly number[])[]; readonly signal: AbortSignal },
): Promise<readonly OptionScore[]> {
  const requests = options.options.map((continuation) => ({ prompt, continuation }));
  return (await model.logProbabilities(requests, options.signal)).map(optionScore);
}

/** The score of an option from the log-probabilities of its tokens. */
export function optionScore(logProbabilities: Float64Array): OptionScore {
  const logProbability = logProbabilities.reduce((sum, one) => sum + one, 0);
  return { logProbability, meanLogProbability: logProbability / Math.max(1, logProbabilities.length) };
}
