import type { StabilityBegun } from '../../src/engines/stability/events.js';
import type { StabilitySummary } from '../../src/protocol/stability-summary.js';
import { createColourScale } from '../shared/colour-scale.js';
import type { ColourScale } from '../shared/colour-scale.js';
import type { Theme } from '../shared/theme.js';

/** Gaps beyond so many margins all have the last colour, so that one failure doesn't wash out the others. */
const MOST_MARGINS = 4;

/** The colours of gaps around 0, and the least and the most gap there is. */
export function gapScale(
  theme: Theme,
  { optimizers }: StabilitySummary,
  { margin }: Pick<StabilityBegun, 'margin'>,
): { readonly scale: ColourScale; readonly least: number; readonly most: number } {
  const gaps = optimizers.flatMap(({ cells }) => cells.flatMap(({ relativeGap }) => relativeGap ?? []));
  const [least, most] = [Math.min(0, ...gaps), Math.max(0, ...gaps)];
  const end = Math.min(Math.max(most, -least, margin), Math.max(0.02, MOST_MARGINS * margin));
  return { scale: createColourScale(theme, { domain: [-end, end], diverging: true, exact: true }), least, most };
}
