import type { Evaluate, Scores } from '../../src/base/ports.js';

/** The `Evaluate` port with scores by rule, and what was asked of it. */
export function scriptedEvaluate(score: (model: string) => Scores): {
  readonly evaluate: Evaluate;
  readonly models: readonly string[];
} {
  const models: string[] = [];
  return {
    models,
    evaluate: async ({ model }, signal) => {
      signal.throwIfAborted();
      models.push(model);
      return Promise.resolve(score(model));
    },
  };
}
