import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { chartKey } from './chart-keys.js';
import { mix, toCss } from './colour.js';
import { element, setAttribute } from './element.js';
import { alignLines } from './align-lines.js';
import type { ChartLine, ChartView } from './line-chart-view.js';
import { valueAt } from './line-chart-view.js';
import { paintMarks } from './paint-marks.js';

export interface LineChartEvents {
  /** Another part of the x axis; undefined: all of it. */
  zoom(range: readonly [number, number] | undefined): void;
  /** The pointer or the keyboard is at an x; undefined: nowhere. */
  read(x: number | undefined): void;
}

export interface LineChart {
  readonly element: HTMLElement;
  update(view: ChartView): void;
  /** Shows where values are being read, in this chart or in another one with the same x axis. */
  showReading(x: number | undefined): void;
  /** The picture as it is drawn; undefined before there is one. */
  canvas(): HTMLCanvasElement | undefined;
}

const HEIGHT = 200;
/** uPlot's number for a scale of powers of ten. */
const LOGARITHMIC = 3;
/** How far apart ticks at whole numbers may be. */
const wholeTicks: readonly number[] = Array.from({ length: 15 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();
/** A press that moves less is no drag. */
const LEAST_DRAG = 5;

/**
 * Lines over a common x axis. The pointer reads values and drags a part to look at; a double click shows everything
 * again. For the keyboard and for screen readers the chart is a slider along the x axis, whose text tells the values.
 */
export function createLineChart(events: LineChartEvents): LineChart {
  const box = element('div', { class: 'line-chart', role: 'slider', tabindex: 0 });
  let plot: uPlot | undefined;
  let built = '';
  let view: ChartView | undefined;
  let reading: number | undefined;

  function build(next: ChartView): void {
    plot?.destroy();
    plot = new uPlot(optionsOf(next), dataOf(next.lines), box);
    plot.setScale('x', { min: next.range[0], max: next.range[1] });
  }

  function optionsOf(first: ChartView): uPlot.Options {
    const { theme } = first;
    const font = `${Math.round(theme.fontPixels * 0.85)}px ${theme.fontFamily}`;
    const grid = { stroke: toCss(mix(theme.background, theme.foreground, 0.12)), width: 1 };
    const axis = { stroke: toCss(theme.muted), font, grid, ticks: { ...grid, size: 4 }, gap: 4 };
    return {
      width: Math.max(100, box.clientWidth),
      height: first.height ?? HEIGHT,
      legend: { show: false },
      padding: [14, 10, 0, 0],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG },
        bind: {
          dblclick: () => () => {
            events.zoom(undefined);
            return null;
          },
        },
      },
      scales: {
        x: { time: false, range: () => [...(view?.range ?? first.range)] as [number, number] },
        // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum exists in the types only
        y: first.isLogarithmic ? { distr: LOGARITHMIC } : {},
      },
      axes: [
        {
          ...axis,
          label: first.xLabel,
          labelFont: font,
          labelSize: 16,
          labelGap: 0,
          size: 26,
          ...(first.isXWhole ? { incrs: [...wholeTicks] } : {}),
          values: (_, splits) => splits.map((x) => view?.formatX(x) ?? ''),
        },
        {
          ...axis,
          // Before there is data it is asked with null, whatever its type says.
          size: (_, values: readonly string[] | null) =>
            first.axisWidth ?? 14 + 6.5 * Math.max(3, ...(values ?? []).map((value) => value.length)),
          // A logarithmic axis leaves the splits between its labels empty (null).
          values: (_, splits) => splits.map((y: number | null) => (y === null ? '' : (view?.formatY(y) ?? ''))),
        },
      ],
      series: [{}, ...first.lines.flatMap((line) => seriesOf(line, first))],
      bands: bandsOf(first.lines),
      hooks: {
        setCursor: [
          ({ cursor: { left = -1, idx }, data: [x] }) => {
            const at = left < 0 || idx === undefined || idx === null ? undefined : x[idx];
            if (at !== reading) {
              events.read(at);
            }
          },
        ],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width >= LEAST_DRAG) {
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              events.zoom([self.posToVal(left, 'x'), self.posToVal(left + width, 'x')]);
            }
          },
        ],
        draw: [
          (self) => {
            if (view !== undefined) {
              paintMarks(self, view, font);
            }
          },
        ],
      },
    };
  }

  function describe(): void {
    if (view === undefined) {
      return;
    }
    const { lines, range, formatX, formatY, xLabel } = view;
    const at = Math.min(range[1], Math.max(range[0], reading ?? range[1]));
    const values = lines
      .filter(({ isBackground }) => isBackground !== true)
      .map((line) => ({ label: line.label, value: valueAt(line, at) }))
      .filter(({ value }) => !Number.isNaN(value))
      .map(({ label, value }) => `${label} ${formatY(value)}`);
    setAttribute(box, 'aria-label', view.label);
    setAttribute(box, 'aria-valuemin', range[0]);
    setAttribute(box, 'aria-valuemax', range[1]);
    setAttribute(box, 'aria-valuenow', at);
    setAttribute(box, 'aria-valuetext', [`${xLabel} ${formatX(at)}`, ...values].join(', '));
  }

  box.addEventListener('keydown', (event) => {
    if (view === undefined || plot === undefined) {
      return;
    }
    const action = chartKey(event, { x: plot.data[0], at: reading, range: view.range });
    if (action !== undefined) {
      event.preventDefault();
      if (action.kind === 'read') {
        events.read(action.x);
      } else {
        events.zoom(action.range);
      }
    }
  });
  new ResizeObserver(() => {
    if (plot !== undefined && box.clientWidth > 0 && plot.width !== box.clientWidth) {
      plot.setSize({ width: box.clientWidth, height: view?.height ?? HEIGHT });
    }
  }).observe(box);

  return {
    element: box,
    update(next) {
      view = next;
      const structure = structureOf(next);
      if (plot === undefined || structure !== built) {
        built = structure;
        build(next);
      } else {
        plot.setData(dataOf(next.lines));
      }
      this.showReading(reading);
    },
    showReading(x) {
      reading = x;
      if (plot !== undefined) {
        const left = x === undefined ? -10 : plot.valToPos(x, 'x');
        // Off the chart the hairline is hidden; the hook mustn't take this for the pointer.
        if (plot.cursor.left !== left) {
          plot.setCursor({ left: left < 0 || left > plot.over.clientWidth ? -10 : left, top: 0 }, false);
        }
      }
      describe();
    },
    canvas: () => plot?.ctx.canvas,
  };
}

/** All of a view that a plot is built with, rather than given later. */
function structureOf({ lines, isLogarithmic, isXWhole, theme, xLabel, axisWidth, height }: ChartView): string {
  const drawn = lines.map(({ style, band }) => [style, band !== undefined]);
  return JSON.stringify([drawn, isLogarithmic, isXWhole, theme, xLabel, axisWidth, height]);
}

function seriesOf({ style, band }: ChartLine, { theme }: ChartView): uPlot.Series[] {
  const stroke = toCss(style.colour);
  const line: uPlot.Series = {
    stroke,
    width: style.width,
    spanGaps: true,
    ...(style.dash === undefined ? {} : { dash: [...style.dash] }),
    points:
      style.marker === undefined
        ? { show: false }
        : {
            show: true,
            size: 6,
            width: 1.5,
            stroke,
            fill: style.marker === 'filled' ? stroke : toCss(theme.background),
          },
  };
  const edge: uPlot.Series = { width: 0, spanGaps: true, points: { show: false } };
  return band === undefined ? [line] : [line, edge, edge];
}

/** The space between the edges of a band, which follow their line. */
function bandsOf(lines: readonly ChartLine[]): uPlot.Band[] {
  let series = 1;
  return lines.flatMap(({ band, style }) => {
    const first = series;
    series += band === undefined ? 1 : 3;
    const fill = toCss({ ...style.colour, alpha: 0.22 * style.colour.alpha });
    return band === undefined ? [] : [{ series: [first + 2, first + 1] as uPlot.Band.Bounds, fill }];
  });
}

function dataOf(lines: readonly ChartLine[]): uPlot.AlignedData {
  return alignLines(
    lines.flatMap(({ x, y, band }) =>
      band === undefined
        ? [{ x, y }]
        : [
            { x, y },
            { x, y: band.low },
            { x, y: band.high },
          ],
    ),
  );
}
