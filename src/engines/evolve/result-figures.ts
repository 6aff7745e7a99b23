import type { EngineResult } from '../../experiments/kind.js';
import type { JudgedRival } from './evolve-state.js';
import type { RunFacts } from './run-facts.js';
import type { EvolveSpec } from './spec/schema.js';

/** The figures of a finished evolution: what counts most first. */
export function resultFigures(
  { evaluate, individuals }: EvolveSpec,
  { best, generations, evaluations }: RunFacts,
  rivals: readonly JudgedRival[],
): EngineResult['figures'] {
  const metric = individuals.type === 'points' ? individuals.function : (evaluate?.metric ?? 'score');
  const scores = rivals.find(({ record }) => record.role === 'result')?.scores ?? {};
  const { test, validation } = scores;
  return [
    ...(test === undefined ? [] : [{ name: `test-${metric}`, value: test }]),
    ...(validation === undefined ? [] : [{ name: `validation-${metric}`, value: validation }]),
    ...(best === undefined ? [] : [{ name: `fitness-${metric}`, value: best.score.score }]),
    { name: 'generations', value: generations },
    { name: 'evaluations', value: evaluations },
  ];
}
