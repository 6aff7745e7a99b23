import { viewTexts } from '../../src/base/texts/views.js';
import type { ColourScale } from '../shared/colour-scale.js';
import { createDropdown } from '../shared/controls.js';
import { element, setText } from '../shared/element.js';
import { createLegend } from '../shared/legend.js';
import { visibleName } from '../shared/visible-name.js';
import type { PageState } from './page-state.js';
import type { Scene } from './scene.js';

export interface LegendLineView {
  readonly scene: Scene;
  readonly page: PageState;
  readonly scale: ColourScale;
  readonly format: (value: number) => string;
  /** The other run's name while comparing. */
  readonly other: string | undefined;
}

export interface LegendLine {
  readonly element: HTMLElement;
  update(view: LegendLineView): void;
}

/** What the colours say: the measure in a sentence, its scale and range, and the sign for no value. */
export function createLegendLine(place: HTMLElement, onRange: (range: PageState['range']) => void): LegendLine {
  const meaning = element('p', { class: 'meaning' });
  const legend = createLegend();
  const range = createDropdown(viewTexts.rangeLabel(), (value) => onRange(value === 'full' ? 'full' : 'fit'));
  const hatch = element('span', { class: 'hatch', 'aria-hidden': 'true' });
  const none = element('span', { class: 'legend-none' }, hatch, viewTexts.noValue());
  const colours = element('div', { class: 'colours' }, none, legend.element, range.element);
  return {
    element: element('div', { class: 'legend-line' }, element('div', { class: 'where' }, place, meaning), colours),
    update({ scene, page, scale, format, other }) {
      const sentence = `${viewTexts.measure[page.measure]()}: ${viewTexts.measureMeaning[page.measure]()}`;
      setText(
        meaning,
        other === undefined ? sentence : `${sentence} ${viewTexts.difference[scene.matchedBy](visibleName(other))}`,
      );
      colours.hidden = page.shown === 'table';
      legend.update(scale, format, [scene.domain.least, scene.domain.most]);
      range.set(
        (['fit', 'full'] as const).map((one) => ({ value: one, label: viewTexts.range[one]() })),
        page.range,
      );
    },
  };
}
