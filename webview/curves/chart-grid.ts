import { curveTexts } from '../../src/base/texts/curves.js';
import { viewTexts } from '../../src/base/texts/views.js';
import { createChartFigure } from '../shared/chart-figure.js';
import type { ChartFigure, ChartFigureView } from '../shared/chart-figure.js';
import { element, setText } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import type { BuiltCharts } from './build-charts.js';

export interface ChartGrid {
  readonly element: HTMLElement;
  update(built: BuiltCharts, format: Format): void;
  /** What is on the screen, for exports. */
  drawn(): readonly (ChartFigureView & { readonly canvas: HTMLCanvasElement })[];
}

/** The charts of a run over one x axis: where values are read in one, they are read in all. */
export function createChartGrid(zoom: (range: readonly [number, number] | undefined) => void): ChartGrid {
  const grid = element('div', { class: 'chart-grid' });
  const more = element('p', { class: 'caption' });
  const hint = element('p', { class: 'caption' }, curveTexts.captionMarks(), ' ', viewTexts.chartKeys());
  const figures = new Map<string, ChartFigure>();
  const read = (x: number | undefined): void => figures.forEach((figure) => figure.showReading(x));
  return {
    element: element('div', {}, grid, more, hint),
    update({ charts, omitted }, format) {
      const stale = new Set(figures.keys());
      charts.forEach(({ key, ...view }, i) => {
        const figure = figures.get(key) ?? createChartFigure({ zoom, read });
        figures.set(key, figure);
        stale.delete(key);
        if (grid.children[i] !== figure.element) {
          grid.insertBefore(figure.element, grid.children[i] ?? null);
        }
        figure.update(view);
      });
      for (const key of stale) {
        figures.get(key)?.element.remove();
        figures.delete(key);
      }
      more.hidden = omitted === 0;
      setText(more, omitted === 0 ? '' : curveTexts.moreCharts(format.count(omitted)));
    },
    drawn: () =>
      [...grid.children].flatMap(
        (child) => [...figures.values()].find((figure) => figure.element === child)?.drawn() ?? [],
      ),
  };
}
