import { viewTexts } from '../../src/base/texts/views.js';
import { sizeCanvas } from './canvas.js';
import type { ColourScale } from './colour-scale.js';
import { element, setAttribute } from './element.js';

export const LEGEND_WIDTH = 180;
export const LEGEND_HEIGHT = 10;

export interface Legend {
  readonly element: HTMLElement;
  /** `values` are the lowest and highest there are: where they lie beyond the scale, its end says so. */
  update(scale: ColourScale, format: (value: number) => string, values: readonly [number, number]): void;
}

/** The colours of a scale from its lowest to its highest value, with round values written under them. */
export function createLegend(): Legend {
  const canvas = element('canvas', { role: 'img' });
  const ticks = element('div', { class: 'legend-ticks', 'aria-hidden': 'true' });
  return {
    element: element('div', { class: 'legend' }, canvas, ticks),
    update(scale, format, values) {
      const labels = legendTicks(scale, format, values);
      setAttribute(canvas, 'aria-label', viewTexts.legend(labels.at(0)?.text ?? '', labels.at(-1)?.text ?? ''));
      const context = sizeCanvas(canvas, LEGEND_WIDTH, LEGEND_HEIGHT);
      if (context !== null) {
        paintLegend(context, scale, { x: 0, y: 0 });
      }
      ticks.replaceChildren(
        ...labels.map(({ text, position }) => {
          const tick = element('span', {}, text);
          tick.style.left = `${position * LEGEND_WIDTH}px`;
          return tick;
        }),
      );
    },
  };
}

export interface LegendTick {
  readonly text: string;
  /** 0 at the left end, 1 at the right. */
  readonly position: number;
}

/** The ends of a scale, and a round value near its middle. */
export function legendTicks(
  scale: ColourScale,
  format: (value: number) => string,
  [least, most]: readonly [number, number],
): readonly LegendTick[] {
  const [low, high] = scale.domain;
  const middle = [...scale.ticks].sort((a, b) => fromMiddle(scale, a) - fromMiddle(scale, b))[0];
  return [
    { text: `${least < low ? '≤ ' : ''}${format(low)}`, position: 0 },
    ...(middle === undefined || fromMiddle(scale, middle) > 0.2
      ? []
      : [{ text: format(middle), position: scale.position(middle) }]),
    { text: `${most > high ? '≥ ' : ''}${format(high)}`, position: 1 },
  ];
}

const fromMiddle = (scale: ColourScale, value: number): number => Math.abs(scale.position(value) - 0.5);

export function paintLegend(
  context: CanvasRenderingContext2D,
  scale: ColourScale,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const [low, high] = scale.domain;
  for (let i = 0; i < LEGEND_WIDTH; i += 1) {
    context.fillStyle = scale.fill(low + ((i + 0.5) / LEGEND_WIDTH) * (high - low));
    context.fillRect(x + i, y, 1, LEGEND_HEIGHT);
  }
}
