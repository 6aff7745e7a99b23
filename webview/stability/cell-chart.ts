import { curveTexts } from '../../src/base/texts/curves.js';
import { stabilityTexts } from '../../src/base/texts/stability.js';
import { viewTexts } from '../../src/base/texts/views.js';
import type { StabilityBegun, StabilityCell } from '../../src/engines/stability/events.js';
import type { StabilitySummary, TaskSummary } from '../../src/protocol/stability-summary.js';
import { createChartFigure } from '../shared/chart-figure.js';
import type { ChartFigureView } from '../shared/chart-figure.js';
import { mix } from '../shared/colour.js';
import { createButton } from '../shared/controls.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import type { ChartLine, LineStyle } from '../shared/line-chart-view.js';
import type { Theme } from '../shared/theme.js';
import { visibleName } from '../shared/visible-name.js';
import type { CellPlace } from './page-state.js';

export interface CellChartView {
  readonly summary: StabilitySummary;
  readonly begun: StabilityBegun;
  /** Whose curves; none hides the chart. */
  readonly open: CellPlace | undefined;
  readonly theme: Theme;
  readonly format: Format;
}

export interface CellChart {
  readonly element: HTMLElement;
  update(view: CellChartView): void;
}

/** The curves of a cell's seeds beside those of tuned Adam. */
export function createCellChart(onClose: () => void): CellChart {
  let range: readonly [number, number] | undefined;
  let current: CellChartView | undefined;
  let shown = '';
  const figure = createChartFigure({
    zoom(next) {
      range = next;
      draw();
    },
    read: (x) => figure.showReading(x),
  });
  const close = createButton(stabilityTexts.closeChart(), onClose);
  const hint = element('p', { class: 'caption' }, viewTexts.chartKeys());
  const box = element('section', { class: 'cell-chart', hidden: true }, close.element, figure.element, hint);

  function draw(): void {
    const task = current?.summary.tasks.find((one) => one.task.name === current?.open?.task);
    box.hidden = task === undefined;
    if (current !== undefined && task !== undefined) {
      figure.update(chartOf(current, task, range));
    }
  }

  return {
    element: box,
    update(view) {
      const place = JSON.stringify(view.open);
      if (place !== shown) {
        shown = place;
        range = undefined;
      }
      current = view;
      draw();
    },
  };
}

const dashes: readonly (readonly number[])[] = [
  [8, 3],
  [2, 3],
  [8, 3, 2, 3],
];

function chartOf(
  { summary, begun, open, theme, format }: CellChartView,
  task: TaskSummary,
  range: readonly [number, number] | undefined,
): ChartFigureView {
  const optimizer = summary.optimizers.find(({ name }) => name === open?.optimizer);
  const cell = optimizer?.cells.find((one) => one.task === task.task.name);
  const seeds = cell?.cells ?? [];
  const own = seeds.map((one, i) => {
    // Later seeds are paler, so that they can be told apart.
    const colour = mix(theme.hue, theme.foreground, (0.7 * i) / Math.max(1, seeds.length - 1));
    return lineOf(one, { name: one.optimizer, style: { colour, width: 1.75 }, task });
  });
  const tuned = (task.tuned?.cells ?? []).map((one, i) => {
    const style = { colour: theme.oppositeHue, width: 1.5, dash: dashes[i % dashes.length] ?? [] };
    return lineOf(one, { name: stabilityTexts.tuned(), style, task });
  });
  const title = stabilityTexts.chartTitle(
    optimizer === undefined ? stabilityTexts.tuned() : visibleName(optimizer.name, 60),
    visibleName(task.task.name, 60),
  );
  return {
    title,
    caption: stabilityTexts.chartCaption(visibleName(curveTexts.metric(begun.metric), 60)),
    view: {
      label: title,
      xLabel: stabilityTexts.steps(),
      lines: [...own, ...tuned],
      marks: [],
      levels: task.target === undefined ? [] : [{ y: task.target, text: stabilityTexts.target() }],
      range: range ?? [0, task.task.steps],
      isXWhole: true,
      isLogarithmic: false,
      theme,
      formatX: (x) => format.figure(Math.round(x)),
      formatY: (y) => format.figure(y),
    },
  };
}

function lineOf(
  { curve, curveEvery, seed, divergedAt }: StabilityCell,
  { name, style, task }: { readonly name: string; readonly style: LineStyle; readonly task: TaskSummary },
): ChartLine {
  // The last point may have been taken at the end, between two of the others.
  const steps = curve.map((_, i) => Math.min((i + 1) * curveEvery, Math.max(task.task.steps, i * curveEvery + 1)));
  return {
    label: stabilityTexts.seedLine(visibleName(name, 40), String(seed), divergedAt),
    x: steps,
    y: curve.map((value) => value ?? Number.NaN),
    style,
  };
}
