import { curveTexts } from '../../src/base/texts/curves.js';
import type { CurvesState } from '../../src/protocol/curves.js';
import type { Series } from '../../src/protocol/series.js';
import type { Format } from '../shared/format.js';
import { lastUpTo } from '../shared/line-chart-view.js';
import type { ChartLine, ChartMark, ChartView } from '../shared/line-chart-view.js';
import type { Theme } from '../shared/theme.js';
import { visibleName } from '../shared/visible-name.js';
import { MOST_CHARTS, chartSpecs } from './chart-specs.js';
import type { ChartSpec, CurveName } from './chart-specs.js';
import { columnsOf, xOf } from './columns.js';
import type { Columns } from './columns.js';
import { lineStyle, ofOtherRun, pale } from './line-styles.js';
import type { PageState, XUnit } from './page-state.js';
import { smooth } from './smooth.js';
import { thin } from './thin.js';

export interface ChartsView {
  readonly own: CurvesState;
  readonly other: { readonly state: CurvesState; readonly name: string } | undefined;
  readonly page: PageState;
  readonly theme: Theme;
  readonly format: Format;
}

export interface BuiltChart {
  readonly key: string;
  readonly title: string;
  readonly caption: string;
  readonly view: ChartView;
}

export interface BuiltCharts {
  readonly charts: readonly BuiltChart[];
  /** Charts that there would be besides. */
  readonly omitted: number;
}

/** One n-th of a curve's values is the most that is smoothed over. */
const MOST_SMOOTHED = 10;
/** More points than a chart on a wide screen has pixels. */
const MOST_DRAWN = 1200;

/** Makes the charts; columns of curves that haven't changed are made once. */
export function createChartBuilder(): (view: ChartsView) => BuiltCharts {
  const known = new WeakMap<Series['points'], { unit: XUnit; stages: CurvesState['stages']; columns: Columns }>();
  const columns = (state: CurvesState, name: string, unit: XUnit): Columns | undefined => {
    const points = state.series.get(name)?.points;
    if (points === undefined) {
      return undefined;
    }
    const found = known.get(points);
    if (found?.unit === unit && found.stages === state.stages) {
      return found.columns;
    }
    const made = columnsOf(points, unit, state.stages);
    known.set(points, { unit, stages: state.stages, columns: made });
    return made;
  };
  return (view) => {
    const names = new Set([...view.own.series.keys(), ...(view.other?.state.series.keys() ?? [])]);
    const specs = chartSpecs([...names]);
    const shown = specs.slice(0, MOST_CHARTS);
    const range = view.page.range ?? wholeRange(shown, view, columns);
    return {
      charts: shown.map((spec) => buildChart(spec, view, { range, columns })),
      omitted: specs.length - shown.length,
    };
  };
}

type ColumnsOf = (state: CurvesState, name: string, unit: XUnit) => Columns | undefined;

interface Drawing {
  readonly range: readonly [number, number];
  readonly columns: ColumnsOf;
}

/** From the first to the last value of all curves. */
function wholeRange(
  specs: readonly ChartSpec[],
  { own, other, page }: ChartsView,
  columns: ColumnsOf,
): readonly [number, number] {
  const states = other === undefined ? [own] : [own, other.state];
  const ends = specs
    .flatMap(({ curves }) => curves.flatMap(({ name }) => states.map((state) => columns(state, name, page.x)?.x)))
    .flatMap((x) => (x === undefined || x.length === 0 ? [] : [x[0] ?? 0, x.at(-1) ?? 0]));
  const [start, end] = ends.reduce(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  // A single place has no width of its own.
  return start < end ? [start, end] : Number.isFinite(start) ? [start - 1, start + 1] : [0, 1];
}

function buildChart(spec: ChartSpec, view: ChartsView, drawing: Drawing): BuiltChart {
  const { page, theme, format } = view;
  const xLabel = curveTexts.x[page.x]();
  const title = titleOf(spec);
  const lines = spec.curves.flatMap((curve, index) => linesOf({ spec, curve, index }, view, drawing));
  return {
    key: spec.key,
    title,
    caption: captionOf(spec, lines, view),
    view: {
      label: curveTexts.chartLabel(title, xLabel),
      xLabel,
      lines,
      marks: marksOf(view),
      levels: [],
      range: drawing.range,
      isXWhole: page.x === 'step',
      isLogarithmic: isLogarithmic(spec, page),
      theme,
      formatX: (x) => format.figure(page.x === 'step' ? Math.round(x) : Number(x.toPrecision(4))),
      formatY: (y) => format.figure(y),
    },
  };
}

const isLogarithmic = ({ kind }: Pick<ChartSpec, 'kind'>, { scale }: PageState): boolean =>
  kind === 'step-size' || (kind === 'metric' && scale === 'logarithmic');

function titleOf({ kind, curves }: ChartSpec): string {
  switch (kind) {
    case 'metric':
      return visibleName(curveTexts.metric(curves[0]?.metric ?? ''), 60);
    case 'step-size':
      return curveTexts.stepSizeTitle();
    case 'firing':
      return curveTexts.firingTitle();
  }
}

interface CurveOfChart {
  readonly spec: ChartSpec;
  readonly curve: CurveName;
  readonly index: number;
}

function linesOf(
  { spec, curve, index }: CurveOfChart,
  { own, other, page, theme }: ChartsView,
  { range, columns }: Drawing,
): readonly ChartLine[] {
  const label =
    spec.kind === 'metric' ? curveTexts.part[curve.part]() : visibleName(curveTexts.metric(curve.metric), 60);
  const style = lineStyle(theme, spec, { index, part: curve.part });
  const draw = (state: CurvesState, name: string, lineOf: ChartLine['style']): readonly ChartLine[] => {
    const found = columns(state, curve.name, page.x);
    if (found === undefined || found.x.length === 0) {
      return [];
    }
    const raw = thin(found, { range, most: MOST_DRAWN });
    const band = raw.isMerged ? { low: raw.low, high: raw.high } : undefined;
    const smoothing = smoothingOf({ spec, curve }, state, page);
    if (smoothing === 0) {
      return [{ label: name, x: raw.x, y: raw.y, band, style: visible(lineOf, raw.x) }];
    }
    const smoothed = thin(
      { ...found, y: smooth(found, { values: smoothing, restarts: stagesOf(state, page.x) }) },
      { range, most: MOST_DRAWN },
    );
    return [
      { label: name, x: raw.x, y: raw.y, band, style: pale(lineOf), isBackground: true },
      {
        label: curveTexts.smoothed(name),
        x: smoothed.x,
        y: smoothed.y,
        style: { ...lineOf, width: lineOf.width + 0.5 },
      },
    ];
  };
  return [
    ...draw(own, label, style),
    ...(other === undefined ? [] : draw(other.state, curveTexts.ofOther(label), ofOtherRun(style))),
  ];
}

/** A line through one place only is a point. */
const visible = (style: ChartLine['style'], { length }: ArrayLike<number>): ChartLine['style'] =>
  length > 1 ? style : { ...style, marker: style.marker ?? 'filled' };

/**
 * Over how many values a curve is smoothed: as many as the user wants, but at most a tenth of those there are, because a
 * mean that reaches back further shows the beginning rather than the course; 0: not at all.
 */
function smoothingOf(
  { spec, curve }: Pick<CurveOfChart, 'spec' | 'curve'>,
  state: CurvesState,
  page: PageState,
): number {
  if (spec.kind !== 'metric' || curve.part !== 'training') {
    return 0;
  }
  const there = (state.series.get(curve.name)?.points ?? []).reduce((sum, { count }) => sum + count, 0);
  const values = Math.min(page.smoothing, Math.floor(there / MOST_SMOOTHED));
  return values < 2 ? 0 : values;
}

/** Where steps lie on the x axis. */
function placesOf(state: CurvesState, unit: XUnit): (step: number) => number {
  const secondsAt = unit === 'seconds' ? secondsOf(state) : () => 0;
  return (step) => xOf({ step, seconds: secondsAt(step) }, unit, state.stages);
}

/** Where a stage after the first one begins. */
const stagesOf = (state: CurvesState, unit: XUnit): readonly number[] =>
  state.stages.length < 2 ? [] : state.stages.slice(1).map(({ firstStep }) => placesOf(state, unit)(firstStep));

function marksOf({ own, page }: ChartsView): readonly ChartMark[] {
  const { stages, checkpoints, best } = own;
  const at = placesOf(own, page.x);
  return [
    ...(stages.length < 2
      ? []
      : stages.map(({ stage, firstStep }) => ({
          x: at(firstStep),
          kind: 'line' as const,
          text: curveTexts.stage[stage](),
        }))),
    ...checkpoints.map(({ step }) => ({
      x: at(step),
      kind: step === best?.step ? ('best' as const) : ('tick' as const),
      text: '',
    })),
  ];
}

/** When a step was made, by the curve that has most points. */
function secondsOf({ series }: CurvesState): (step: number) => number {
  const longest = [...series.values()].reduce<Series['points']>(
    (most, { points }) => (points.length > most.length ? points : most),
    [],
  );
  const steps = longest.map(({ step }) => step);
  return (step) => longest[lastUpTo(steps, step)]?.seconds ?? 0;
}

function captionOf(spec: ChartSpec, lines: readonly ChartLine[], view: ChartsView): string {
  const { kind, curves } = spec;
  const { page, format, own, other } = view;
  const smoothing = Math.max(0, ...curves.map((curve) => smoothingOf({ spec, curve }, own, page)));
  return [
    kind === 'firing' ? curveTexts.captionFiring() : '',
    smoothing > 0
      ? curveTexts.captionSmoothed(format.count(smoothing))
      : kind === 'firing'
        ? ''
        : curveTexts.captionValues(),
    lines.some(({ band }) => band !== undefined) ? curveTexts.captionBand() : '',
    isLogarithmic({ kind }, page) ? curveTexts.captionLogarithmic() : '',
    other === undefined ? '' : curveTexts.captionOther(visibleName(other.name, 60)),
  ]
    .filter(Boolean)
    .join(' ');
}
