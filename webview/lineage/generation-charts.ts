import { lineageTexts } from '../../src/base/texts/lineage.js';
import type { EvolveBegun, GenerationRecord, Interval } from '../../src/engines/evolve/events.js';
import type { Parting } from '../../src/protocol/lineage-parting.js';
import type { ChartFigureView } from '../shared/chart-figure.js';
import type { Format } from '../shared/format.js';
import type { ChartLine, ChartMark, LineStyle } from '../shared/line-chart-view.js';
import type { Theme } from '../shared/theme.js';
import { metricName } from './individual-words.js';
import { LEFT } from './viewport.js';
import type { Range } from './viewport.js';

export interface GenerationChartsView {
  readonly begun: EvolveBegun;
  readonly generations: readonly GenerationRecord[];
  readonly parting: Parting | undefined;
  readonly range: Range;
  /** Scores that lie many powers of ten apart are drawn by them. */
  readonly isLogarithmic: boolean;
  readonly theme: Theme;
  readonly format: Format;
}

/** The score's chart is the one to be read; the others are for a glance. */
const HEIGHTS = { score: 200, other: 130 };

/** The charts over the generations, those that there is something to draw in. */
export function generationCharts(view: GenerationChartsView): readonly (ChartFigureView & { readonly key: string })[] {
  return [scoreChart(view), ratesChart(view), successChart(view), diversityChart(view)].filter(({ view: { lines } }) =>
    lines.some(({ y }) => Array.from(y).some(Number.isFinite)),
  );
}

type Value = (record: GenerationRecord) => number | undefined;
type Chart = ChartFigureView & { readonly key: string };

function scoreChart(view: GenerationChartsView): Chart {
  const { begun, generations, parting, isLogarithmic, theme, format } = view;
  const evaluations = format.count(generations.at(-1)?.evaluations ?? 0);
  const hasValidation = generations.some(({ validation }) => validation !== undefined);
  const words =
    begun.individuals === 'points'
      ? lineageTexts.bestValue
      : hasValidation
        ? lineageTexts.fitnessCaption
        : lineageTexts.fitnessOnly;
  const caption = words(evaluations);
  const line = (
    label: string,
    style: LineStyle,
    of: Value,
    interval?: (one: GenerationRecord) => Interval | undefined,
  ) => ({
    ...lineOf(generations, { label, style, of }),
    ...(interval === undefined || !generations.some((one) => interval(one) !== undefined)
      ? {}
      : { band: bandOf(generations, interval) }),
  });
  const lines = [
    line(
      lineageTexts.lineFitness(),
      { colour: theme.hue, width: 2 },
      (one) => one.bestScore,
      (one) => one.interval,
    ),
    line(
      lineageTexts.lineValidation(),
      { colour: theme.oppositeHue, width: 2, dash: [8, 3] },
      (one) => one.validation,
      (one) => one.validationInterval,
    ),
    line(lineageTexts.lineMean(), { colour: theme.muted, width: 1.25, dash: [2, 3] }, (one) => one.meanScore),
  ];
  return chartOf(view, {
    key: 'score',
    title: lineageTexts.fitnessTitle(metricName(begun)),
    caption: isLogarithmic ? `${caption} ${lineageTexts.scoreLogarithmic()}` : caption,
    lines: lines.filter(hasValues),
    marks: parting === undefined ? [] : [{ x: parting.since, kind: 'line', text: lineageTexts.bestValidation() }],
    isLogarithmic,
    height: HEIGHTS.score,
  });
}

function ratesChart(view: GenerationChartsView): Chart {
  const { generations, theme } = view;
  const lines = [
    lineOf(generations, {
      label: lineageTexts.column.scale(),
      style: { colour: theme.thirdHue, width: 1.75 },
      of: (one) => one.scale,
    }),
    lineOf(generations, {
      label: lineageTexts.column.rate(),
      style: { colour: theme.fourthHue, width: 1.75, dash: [8, 3] },
      of: (one) => one.rate,
    }),
  ];
  return chartOf(view, {
    key: 'rates',
    title: lineageTexts.ratesTitle(),
    caption: lineageTexts.ratesCaption(),
    lines: lines.filter(hasValues),
  });
}

function successChart(view: GenerationChartsView): Chart {
  const { generations, theme } = view;
  return chartOf(view, {
    key: 'success',
    title: lineageTexts.successTitle(),
    caption: lineageTexts.successCaption(),
    lines: [
      lineOf(generations, {
        label: lineageTexts.lineSuccess(),
        style: { colour: theme.hue, width: 1.75 },
        // Where a distribution is kept, how many count for it is a setting.
        of: ({ accepted, trials, population }) =>
          trials === 0 || population.length === 0 ? undefined : accepted / trials,
      }),
    ],
    formatY: (share) => view.format.percent(share, 0),
  });
}

function diversityChart(view: GenerationChartsView): Chart {
  const { generations, theme } = view;
  return chartOf(view, {
    key: 'diversity',
    title: lineageTexts.diversityTitle(),
    caption: lineageTexts.diversityCaption(),
    lines: [
      lineOf(generations, {
        label: lineageTexts.lineDiversity(),
        style: { colour: theme.fourthHue, width: 1.75 },
        of: (one) => one.diversity,
      }),
    ],
  });
}

interface ChartParts {
  readonly key: string;
  readonly title: string;
  readonly caption: string;
  readonly lines: readonly ChartLine[];
  readonly marks?: readonly ChartMark[];
  readonly isLogarithmic?: boolean;
  readonly height?: number;
  readonly formatY?: (y: number) => string;
}

function chartOf({ generations, range, theme, format }: GenerationChartsView, parts: ChartParts): Chart {
  const restarts = generations
    .filter(({ isRestart }) => isRestart)
    .map(({ generation }): ChartMark => ({ x: generation, kind: 'line', text: lineageTexts.restart() }));
  return {
    key: parts.key,
    title: parts.title,
    caption: parts.caption,
    view: {
      label: parts.title,
      xLabel: lineageTexts.generation(),
      lines: parts.lines,
      marks: [...restarts, ...(parts.marks ?? [])],
      levels: [],
      range,
      isXWhole: true,
      isLogarithmic: parts.isLogarithmic ?? false,
      theme,
      formatX: (x) => format.count(Math.floor(x)),
      formatY: parts.formatY ?? ((y) => format.figure(y)),
      axisWidth: LEFT,
      height: parts.height ?? HEIGHTS.other,
    },
  };
}

function lineOf(
  generations: readonly GenerationRecord[],
  { label, style, of }: { readonly label: string; readonly style: LineStyle; readonly of: Value },
): ChartLine {
  return {
    label,
    x: generations.map(({ generation }) => generation),
    y: generations.map((one) => of(one) ?? Number.NaN),
    // One point draws no line.
    style: generations.length === 1 ? { ...style, marker: 'filled' } : style,
  };
}

function bandOf(
  generations: readonly GenerationRecord[],
  of: (one: GenerationRecord) => Interval | undefined,
): NonNullable<ChartLine['band']> {
  return {
    low: generations.map((one) => of(one)?.low ?? Number.NaN),
    high: generations.map((one) => of(one)?.high ?? Number.NaN),
  };
}

const hasValues = ({ y }: ChartLine): boolean => Array.from(y).some(Number.isFinite);
