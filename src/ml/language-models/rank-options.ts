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
  const scores = await model.logProbabilities(requests, options.signal);
  return scores.map((score) => {
    const logProbability = score.reduce((sum, one) => sum + one, 0);
    return { logProbability, meanLogProbability: logProbability / Math.max(1, score.length) };
  });
}
