import { viewTexts } from '../../src/base/texts/views.js';
import { createChartFigure } from '../shared/chart-figure.js';
import type { ChartFigure, ChartFigureView } from '../shared/chart-figure.js';
import { element } from '../shared/element.js';
import type { Range } from './viewport.js';

export interface Charts {
  readonly element: HTMLElement;
  update(charts: readonly (ChartFigureView & { readonly key: string })[]): void;
  /** What is on the screen, for exports. */
  drawn(): readonly (ChartFigureView & { readonly canvas: HTMLCanvasElement })[];
}

/** Charts one under the other over one x axis: where values are read in one, they are read in all. */
export function createCharts(zoom: (range: Range | undefined) => void): Charts {
  const list = element('div', { class: 'generation-charts' });
  const hint = element('p', { class: 'caption' }, viewTexts.chartKeys());
  const figures = new Map<string, ChartFigure>();
  const read = (x: number | undefined): void => figures.forEach((figure) => figure.showReading(x));
  return {
    element: element('div', {}, list, hint),
    update(charts) {
      hint.hidden = charts.length === 0;
      for (const { key, ...view } of charts) {
        const figure = figures.get(key) ?? createChartFigure({ zoom, read });
        figures.set(key, figure);
        figure.update(view);
      }
      const wanted = charts.flatMap(({ key }) => figures.get(key)?.element ?? []);
      if (wanted.length !== list.children.length || wanted.some((one, i) => one !== list.children[i])) {
        list.replaceChildren(...wanted);
        // Charts measure the room that they have; they have it only now.
        charts.forEach(({ key, ...view }) => figures.get(key)?.update(view));
      }
    },
    drawn: () =>
      [...list.children].flatMap(
        (child) => [...figures.values()].find((figure) => figure.element === child)?.drawn() ?? [],
      ),
  };
}
