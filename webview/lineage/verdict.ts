import { rivalName } from '../../src/base/texts/evolution.js';
import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, RivalRecord } from '../../src/engines/evolve/events.js';
import { visibleName } from '../shared/visible-name.js';
import type { Format } from '../shared/format.js';

type Part = EvolveBegun['parts'][number];

/** What a rival is called in a sentence. */
export function rivalWords({ role, label }: Pick<RivalRecord, 'role' | 'label'>): string {
  return role === 'member'
    ? lineageTexts.bestMember(label === '' ? '' : visibleName(label, 40))
    : rivalName({ role, label });
}

/** How the result stands beside a rival on a part: an interval of the gain that leaves 0 out decides. */
export function standsTo({ gains }: RivalRecord, part: Part): 'better' | 'worse' | 'undecided' | 'unknown' {
  const interval = gains?.find((gain) => gain.part === part)?.interval;
  if (interval === undefined) {
    return 'unknown';
  }
  return interval.low > 0 ? 'better' : interval.high < 0 ? 'worse' : 'undecided';
}

/** The part of the data that selection never saw, and that says most; undefined where there is none. */
export const heldOutPart = ({ parts }: Pick<EvolveBegun, 'parts'>): 'test' | 'validation' | undefined =>
  parts.includes('test') ? 'test' : parts.includes('validation') ? 'validation' : undefined;

/**
 * Whether the result beats what it has to be measured by, where that can be known: on the part of the data that selection
 * never saw. Empty before there is a result.
 */
export function verdictWords(
  rivals: readonly RivalRecord[],
  {
    begun,
    evaluations,
    format,
  }: { readonly begun: EvolveBegun; readonly evaluations: number; readonly format: Format },
): readonly string[] {
  const others = rivals.filter(({ role, scores }) => role !== 'result' && scores.length > 0);
  if (!rivals.some(({ role }) => role === 'result') || others.length === 0) {
    return [];
  }
  const words = lineageTexts.verdict;
  const part = heldOutPart(begun);
  const flatters = words.flatters(format.count(evaluations));
  if (part === undefined) {
    return [words.noHeldOut(), flatters];
  }
  const namesOf = (how: ReturnType<typeof standsTo>): readonly string[] =>
    others.filter((rival) => standsTo(rival, part) === how).map(rivalWords);
  const where = words.begin[part]();
  const [better, worse, undecided, unknown] = [
    namesOf('better'),
    namesOf('worse'),
    namesOf('undecided'),
    namesOf('unknown'),
  ];
  return [
    ...(better.length > 0
      ? [words.beats(where, better)]
      : unknown.length < others.length
        ? [words.beatsNone(where)]
        : []),
    ...(undecided.length > 0 ? [words.undecided(undecided)] : []),
    ...(worse.length > 0 ? [words.loses(worse)] : []),
    ...(unknown.length > 0 ? [words.unknown(unknown)] : []),
    flatters,
  ];
}
