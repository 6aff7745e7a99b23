import type { EvaluatedPart } from '../../base/ports.js';
import { bootstrapDifference } from '../../ml/evaluators/bootstrap-interval.js';
import type { JudgedRival, PartScore, Rival } from './evolve-state.js';
import type { RivalRecord } from './events.js';
import type { EvolveSpec } from './spec/schema.js';

type PartScores = Partial<Readonly<Record<EvaluatedPart, PartScore>>>;

interface JudgeOptions {
  readonly spec: EvolveSpec;
  readonly seed: number;
  readonly maximize: boolean;
  readonly score: (rival: Rival, part: EvaluatedPart) => Promise<PartScore | undefined>;
}

/** Scores everything on the parts that the file has besides fitness; the result comes last, and is held against the others. */
export async function judgeRivals(rivals: readonly Rival[], options: JudgeOptions): Promise<readonly JudgedRival[]> {
  const { spec, maximize, seed } = options;
  const parts = (['validation', 'test'] as const).filter((part) => spec[part] !== undefined);
  const scored: { readonly rival: Rival; readonly scores: PartScores }[] = [];
  for (const rival of rivals) {
    const scores: Partial<Record<EvaluatedPart, PartScore>> = { fitness: rival.fitness };
    for (const part of parts) {
      const score = await options.score(rival, part);
      if (score !== undefined) {
        scores[part] = score;
      }
    }
    scored.push({ rival, scores });
  }
  const result = scored.find(({ rival }) => rival.role === 'result')?.scores ?? {};
  return scored.map(({ rival, scores }) => {
    const isBeaten: Partial<Record<EvaluatedPart, boolean>> = {};
    const gains: NonNullable<RivalRecord['gains']> = [];
    for (const part of ['fitness', ...parts] as const) {
      const [own, other] = [result[part], scores[part]];
      if (own !== undefined && other !== undefined && rival.role !== 'result') {
        isBeaten[part] = maximize ? own.score > other.score : own.score < other.score;
        // More is better, whichever way the metric goes.
        const [more, less] = maximize ? [own, other] : [other, own];
        const interval = intervalOfGain(more, less, seed);
        gains.push(...(interval === undefined ? [] : [{ part, gain: more.score - less.score, interval }]));
      }
    }
    return { record: recordOf(rival, scores, gains), scores: plain(scores), isBeaten };
  });
}

function intervalOfGain(own: PartScore, other: PartScore, seed: number): { low: number; high: number } | undefined {
  return own.examples === undefined || other.examples?.length !== own.examples.length
    ? undefined
    : bootstrapDifference(own.examples, other.examples, seed);
}

function recordOf(
  { role, label, values }: Rival,
  scores: PartScores,
  gains: NonNullable<RivalRecord['gains']>,
): RivalRecord {
  return {
    type: 'evolve/rival',
    role,
    label,
    values: { ...values },
    scores: (['fitness', 'validation', 'test'] as const).flatMap((part) => {
      const score = scores[part];
      return score === undefined
        ? []
        : [{ part, score: score.score, ...(score.interval === undefined ? {} : { interval: score.interval }) }];
    }),
    ...(gains.length === 0 ? {} : { gains }),
  };
}

/** The scores alone, without their examples. */
function plain(scores: PartScores): JudgedRival['scores'] {
  return Object.fromEntries(Object.entries(scores).map(([part, { score }]) => [part, score]));
}
