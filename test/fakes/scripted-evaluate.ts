import type { Evaluate, Scores } from '../../src/base/ports.js';

/** The `Evaluate` port with scores by rule, and what was asked of it. Remembers nothing. */
export function scriptedEvaluate(
  score: (model: string) => Scores,
  metric = 'accuracy',
): {
  readonly evaluate: Evaluate;
  /** The folders that were scored, in order. */
  readonly models: readonly string[];
} {
  const models: string[] = [];
  return {
    models,
    evaluate: async ({ materialise }, signal) => {
      signal.throwIfAborted();
      const model = await materialise(signal);
      models.push(model);
      const scores = score(model);
      return { score: scores[metric] ?? Number.NaN, scores, isRemembered: false, seconds: 0 };
    },
  };
}
