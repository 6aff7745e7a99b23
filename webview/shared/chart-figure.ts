import { toCss } from './colour.js';
import { element, setText } from './element.js';
import { createLineChart } from './line-chart.js';
import type { LineChartEvents } from './line-chart.js';
import { valueAt } from './line-chart-view.js';
import type { ChartView } from './line-chart-view.js';
import { createSwatch } from './swatch.js';

export interface ChartFigureView {
  readonly title: string;
  readonly caption: string;
  readonly view: ChartView;
}

/** A chart with its title, its legend, in which the values are read, and its caption. */
export interface ChartFigure {
  readonly element: HTMLElement;
  update(view: ChartFigureView): void;
  showReading(x: number | undefined): void;
  /** What was last shown and its picture, for exports. */
  drawn(): (ChartFigureView & { readonly canvas: HTMLCanvasElement }) | undefined;
}

export function createChartFigure(events: LineChartEvents): ChartFigure {
  const title = element('h2', {});
  const legend = element('ul', { class: 'chart-legend' });
  const chart = createLineChart(events);
  const caption = element('figcaption', { class: 'caption' });
  let current: ChartFigureView | undefined;
  let reading: number | undefined;
  let built = '';
  let values: readonly HTMLElement[] = [];

  function fillLegend({ view }: ChartFigureView): void {
    const named = view.lines.filter(({ isBackground }) => isBackground !== true);
    const structure = JSON.stringify([named.map(({ label, style }) => [label, style]), view.theme]);
    if (structure !== built) {
      built = structure;
      values = named.map(() => element('span', { class: 'chart-value' }));
      legend.replaceChildren(
        ...named.map(({ label, style }, i) =>
          element('li', {}, createSwatch(style, toCss(view.theme.background)), label, ' ', values[i] ?? ''),
        ),
      );
    }
    named.forEach((line, i) => {
      const [cell, value] = [values[i], valueAt(line, reading ?? Number.POSITIVE_INFINITY)];
      if (cell !== undefined) {
        setText(cell, Number.isNaN(value) ? '–' : view.formatY(value));
      }
    });
  }

  return {
    element: element('figure', { class: 'chart' }, title, legend, chart.element, caption),
    update(view) {
      current = view;
      setText(title, view.title);
      setText(caption, view.caption);
      fillLegend(view);
      chart.update(view.view);
    },
    showReading(x) {
      reading = x;
      chart.showReading(x);
      if (current !== undefined) {
        fillLegend(current);
      }
    },
    drawn() {
      const canvas = chart.canvas();
      return current === undefined || canvas === undefined ? undefined : { ...current, canvas };
    },
  };
}
