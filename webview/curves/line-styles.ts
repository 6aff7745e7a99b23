import { mix } from '../shared/colour.js';
import type { LineStyle } from '../shared/line-chart-view.js';
import type { Theme } from '../shared/theme.js';
import type { ChartSpec, Part } from './chart-specs.js';

/** What tells a line apart besides its colour: validation has filled points, the test hollow ones, layers their dashes. */
export function lineStyle(
  theme: Theme,
  { kind, curves }: Pick<ChartSpec, 'kind' | 'curves'>,
  { index, part }: { readonly index: number; readonly part: Part },
): LineStyle {
  switch (kind) {
    case 'metric':
      return metricStyle(theme, part);
    case 'step-size':
      return index === 0 ? { colour: theme.hue, width: 1.5 } : { colour: theme.oppositeHue, width: 1.5, dash: [6, 3] };
    case 'firing': {
      const colour = mix(theme.hue, theme.oppositeHue, index / Math.max(1, curves.length - 1));
      const dash = layerDashes[index % layerDashes.length];
      return { colour, width: 1.5, ...(dash === undefined || dash.length === 0 ? {} : { dash }) };
    }
  }
}

const layerDashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];

function metricStyle(theme: Theme, part: Part): LineStyle {
  switch (part) {
    case 'training':
      return { colour: theme.hue, width: 1.5 };
    case 'validation':
      return { colour: theme.oppositeHue, width: 1.5, marker: 'filled' };
    case 'test':
      return { colour: theme.foreground, width: 1.5, marker: 'hollow' };
  }
}

/** The same line of the other run. */
export const ofOtherRun = (style: LineStyle): LineStyle => ({ ...style, width: 1, dash: [3, 3] });

/** The values behind a smoothed line. */
export const pale = (style: LineStyle): LineStyle => {
  const { colour, dash } = style;
  return { colour: { ...colour, alpha: 0.4 }, width: 1, ...(dash === undefined ? {} : { dash }) };
};
