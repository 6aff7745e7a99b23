import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyCurves, reduceCurves } from '../../../src/protocol/curves.js';
import type { CurvesState } from '../../../src/protocol/curves.js';
import { createChartBuilder } from '../../../webview/curves/build-charts.js';
import type { BuiltChart } from '../../../webview/curves/build-charts.js';
import { firstState } from '../../../webview/curves/page-state.js';
import type { PageState } from '../../../webview/curves/page-state.js';
import { valueTable } from '../../../webview/curves/value-table.js';
import { black, white } from '../../../webview/shared/colour.js';
import { createFormat } from '../../../webview/shared/format.js';
import type { Theme } from '../../../webview/shared/theme.js';

const theme: Theme = {
  dark: false,
  highContrast: false,
  background: white,
  foreground: black,
  hue: black,
  oppositeHue: black,
  thirdHue: black,
  fourthHue: black,
  muted: black,
  line: black,
  fontFamily: 'sans-serif',
  numberFontFamily: 'monospace',
  fontPixels: 13,
};

/** A run that has measured its loss every ten steps, so many times. */
const measured = (values: number): CurvesState =>
  reduceCurves(
    emptyCurves,
    Array.from({ length: values }, (_, i) => ({
      type: 'metric' as const,
      name: 'loss',
      step: 10 * (i + 1),
      value: values - i,
      seq: i + 1,
      at: i,
    })),
  );

function lossOf(own: CurvesState, page: PageState = firstState): BuiltChart {
  const built = createChartBuilder()({ own, other: undefined, page, theme, format: createFormat('en') });
  const [chart] = built.charts;
  assert.ok(chart !== undefined);
  return chart;
}

describe('a chart of a curve', () => {
  it('with a single value shows it as a point, in the middle of an axis with whole steps', () => {
    const { view } = lossOf(measured(1));
    assert.deepEqual(
      view.lines.map(({ x, style }) => [[...Array.from(x)], style.marker]),
      [[[10], 'filled']],
    );
    assert.deepEqual([view.range, view.isXWhole], [[9, 11], true]);
  });

  it('with few values shows them as measured: a mean over many would show the beginning', () => {
    const { view, caption } = lossOf(measured(12));
    assert.deepEqual(
      view.lines.map(({ label, style }) => [label, style.marker]),
      [['training', undefined]],
    );
    assert.equal(caption, 'As measured.');
  });

  it('is smoothed over at most a tenth of its values, and says over how many', () => {
    const captions = [50, 1000].map((values) => lossOf(measured(values)).caption);
    assert.match(captions[0] ?? '', /over about 5 values/);
    assert.match(captions[1] ?? '', /over about 10 values/);
    assert.match(lossOf(measured(1000), { ...firstState, smoothing: 0 }).caption, /^As measured/);
  });
});

describe('the columns of the table of values', () => {
  it('are named in words, with their part', () => {
    const state = reduceCurves(
      emptyCurves,
      ['gradient-norm', 'validation/f1', 'firing-rate/conv1', 'of-their-own'].map((name, i) => ({
        type: 'metric' as const,
        name,
        step: 1,
        value: 1,
        seq: i + 1,
        at: 0,
      })),
    );
    assert.deepEqual(
      valueTable(state, undefined).columns.map(({ header }) => header),
      ['Gradient norm', 'F1 score, validation', 'Firing rate of conv1', 'of-their-own'],
    );
  });
});
