import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun } from '../../src/engines/evolve/events.js';
import type { Parting } from '../../src/protocol/lineage-parting.js';
import type { Format } from '../shared/format.js';

/** The warning where fitness and validation part. */
export function partedWords(
  { since, kind, fitness, validation, isWithinChance }: Parting,
  { maximize }: Pick<EvolveBegun, 'maximize'>,
  format: Format,
): string {
  const both = (pair: Parting['fitness']): { readonly then: string; readonly now: string } => ({
    then: format.figure(pair.then),
    now: format.figure(pair.now),
  });
  const words = { since: format.count(since), fitness: both(fitness), validation: both(validation) };
  const { falls, stands, fallsLower, standsLower, chance } = lineageTexts.parted;
  const sentence = kind === 'falls' ? (maximize ? falls : fallsLower) : maximize ? stands : standsLower;
  return kind === 'falls' && isWithinChance === true ? `${sentence(words)} ${chance()}` : sentence(words);
}
