import { curveTexts } from '../../src/base/texts/curves.js';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, IndividualRecord, Interval } from '../../src/engines/evolve/events.js';
import type { Format } from '../shared/format.js';
import { visibleName } from '../shared/visible-name.js';

/** How it stands with an individual. Where nobody is known to live (a distribution is kept, or a run has just begun) nobody was replaced. */
export type Standing = 'failed' | 'lost' | 'accepted' | 'living' | 'replaced';

export function standingOf({ id, isAccepted, score }: IndividualRecord, living: ReadonlySet<number>): Standing {
  if (score === undefined) {
    return 'failed';
  }
  return living.has(id) ? 'living' : isAccepted ? (living.size === 0 ? 'accepted' : 'replaced') : 'lost';
}

/** `12`, or an original by its model: `12 (math)`. */
export function individualName({ id, label }: Pick<IndividualRecord, 'id' | 'label'>): string {
  return label === undefined ? String(id) : lineageTexts.labelled(String(id), visibleName(label, 40));
}

/** `0.8123`, with an interval `0.8123 (0.79–0.83)`. */
export function scoreText(score: number | undefined, interval: Interval | undefined, format: Format): string {
  if (score === undefined) {
    return '';
  }
  return interval === undefined
    ? format.figure(score)
    : lineageTexts.withInterval(format.figure(score), format.figure(interval.low), format.figure(interval.high));
}

export const metricName = ({ metric }: Pick<EvolveBegun, 'metric'>): string =>
  visibleName(curveTexts.metric(metric), 40);

/** What the evaluator told besides the metric, by name. */
export function otherScores(
  { scores = {} }: IndividualRecord,
  { metric }: Pick<EvolveBegun, 'metric'>,
): readonly (readonly [name: string, value: number])[] {
  return Object.entries(scores).filter(([name]) => name !== metric);
}

/** The sum that a donor was, by ids: `12 + 0.5·(8 − 11)`. */
export function donorText(donor: IndividualRecord['donor'], format: Format): string {
  return donor
    .map(({ factor, plus, minus }) => {
      const whom = minus === undefined ? String(plus) : `(${plus} − ${minus})`;
      return factor === 1 ? whom : `${format.figure(factor)}·${whom}`;
    })
    .join(' + ');
}

/** An individual in a sentence or two, for tooltips and for who can't see the graph. */
export function individualWords(
  one: IndividualRecord,
  {
    begun,
    living,
    format,
  }: { readonly begun: EvolveBegun; readonly living: ReadonlySet<number>; readonly format: Format },
): string {
  const name = lineageTexts.individual(individualName(one));
  const place = lineageTexts.place(format.count(one.generation), format.count(one.slot));
  const score =
    one.score === undefined
      ? lineageTexts.noScore()
      : lineageTexts.scoreIs(metricName(begun), scoreText(one.score, one.interval, format));
  return [name, place, score, lineageTexts.standing[standingOf(one, living)]()].join(' · ');
}
