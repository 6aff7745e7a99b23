import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { columnsOf } from '../../../webview/curves/columns.js';
import type { Columns } from '../../../webview/curves/columns.js';
import { chartSpecs } from '../../../webview/curves/chart-specs.js';
import { firstState, readPageState, withRange } from '../../../webview/curves/page-state.js';
import type { PageState } from '../../../webview/curves/page-state.js';
import { layOutRaster } from '../../../webview/curves/paint-raster.js';
import { smooth } from '../../../webview/curves/smooth.js';
import { thin } from '../../../webview/curves/thin.js';
import { valueTable, valueTableCsv } from '../../../webview/curves/value-table.js';
import { emptyCurves, reduceCurves } from '../../../src/protocol/curves.js';
import { spikes, trainLog } from '../../fakes/train-log.js';

const columns = (y: readonly number[]): Columns => {
  const values = Float64Array.from(y);
  return { x: Float64Array.from(y, (_, i) => i), y: values, low: values, high: values, count: values.map(() => 1) };
};

describe('the charts of a training', () => {
  it('are one a metric, the loss and accuracy first, one for step sizes, one for all firing rates', () => {
    const names = [
      'firing-rate/a/b',
      'test/f1',
      'validation/loss',
      'learning-rate',
      'loss',
      'effective-step',
      'accuracy',
    ];
    assert.deepEqual(
      chartSpecs(names).map(({ key, curves }) => [key, curves.map(({ part, metric }) => `${part} ${metric}`)]),
      [
        ['metric loss', ['training loss', 'validation loss']],
        ['metric accuracy', ['training accuracy']],
        ['metric f1', ['test f1']],
        ['step-size', ['training learning-rate', 'training effective-step']],
        ['firing', ['validation a/b']],
      ],
    );
  });

  it('lose no curve, whatever its name', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('validation/', 'test/x', 'firing-rate/', 'loss', '__proto__'));
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const found = chartSpecs(names).flatMap(({ curves }) => curves.map((curve) => curve.name));
        assert.deepEqual(found.sort(), [...names].sort());
      }),
      { seed: 1 },
    );
  });
});

describe('a thinned curve', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 300 });

  it('rises in x, has no more points than asked for, and keeps the mean, the lowest and the highest', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 50 }), (y, most) => {
        const whole = thin(columns(y), { range: [0, y.length], most });
        const x = Array.from(whole.x);
        assert.ok(x.length <= most);
        assert.ok(x.every((at, i) => i === 0 || at > (x[i - 1] ?? 0)));
        assert.equal(Math.min(...Array.from(whole.low)), Math.min(...y));
        assert.equal(Math.max(...Array.from(whole.high)), Math.max(...y));
        const inside = Array.from(whole.y).every(
          (value, i) => value >= (whole.low[i] ?? 0) - 1e-6 && value <= (whole.high[i] ?? 0) + 1e-6,
        );
        assert.ok(inside);
      }),
      { seed: 2 },
    );
  });

  it('has one point beyond either edge, so that the line goes on', () => {
    const cut = thin(columns(Array.from({ length: 100 }, (_, i) => i)), { range: [10.5, 20.5], most: 50 });
    assert.deepEqual([cut.x[0], cut.x[cut.x.length - 1], cut.isMerged], [10, 21, false]);
  });
});

describe('smoothing', () => {
  it('leaves a constant as it is from its first value on, and nothing as nothing', () => {
    assert.ok(smooth(columns([3, 3, 3, 3]), { values: 100 }).every((value) => Math.abs(value - 3) < 1e-12));
    assert.equal(smooth(columns([]), { values: 10 }).length, 0);
  });

  it('is the exponential moving average with its bias taken out', () => {
    const [a = 0, b = 0] = smooth(columns([1, 2]), { values: 10 });
    assert.equal(a, 1);
    assert.ok(Math.abs(b - (0.9 * 0.1 * 1 + 0.1 * 2) / (1 - 0.81)) < 1e-12);
  });

  it('begins anew with another stage', () => {
    const [, , c = 0] = smooth(columns([9, 9, 1]), { values: 10, restarts: [1.5] });
    assert.equal(c, 1);
  });
});

describe('curves as columns', () => {
  it('rise strictly: of several values at one x the last stands', () => {
    const { series, stages } = reduceCurves(emptyCurves, [
      { type: 'metric', name: 'loss', step: 1, value: 5, seq: 1, at: 0 },
      { type: 'metric', name: 'loss', step: 1, value: 6, seq: 2, at: 0 },
      { type: 'metric', name: 'loss', step: 2, value: 7, seq: 3, at: 0 },
    ]);
    const points = series.get('loss')?.points ?? [];
    assert.deepEqual([...columnsOf(points, 'step', stages).y], [6, 7]);
    assert.deepEqual([...columnsOf(points, 'seconds', stages).y], [7]);
  });
});

describe('the table of values', () => {
  it('has a row a step and every value of every curve; a CSV file has them in full', () => {
    const state = reduceCurves(emptyCurves, trainLog().events);
    const table = valueTable(state, state);
    assert.equal(table.steps.length, 480);
    assert.deepEqual(
      table.columns.map(({ field }) => field).filter((field) => field.includes('test')),
      ['test/accuracy', 'test/loss', 'other.test/accuracy', 'other.test/loss'],
    );
    const [header = '', first = ''] = valueTableCsv(table).split('\r\n');
    assert.match(header, /^step,epoch,loss,accuracy,learning-rate,validation\/loss/);
    assert.equal(Number(first.split(',')[2]), state.series.get('loss')?.points[0]?.value);
  });
});

describe('the panels of a raster', () => {
  it('lie beside each other without overlapping, and go to a next line where there is no room', () => {
    const { layers } = spikes({ step: 1 });
    const { panels, height } = layOutRaster(layers, 200);
    assert.ok(new Set(panels.map(({ top }) => top)).size > 1);
    for (const one of panels) {
      assert.ok(one.left + one.width <= 200 && one.top + one.height <= height);
      assert.ok(
        panels.every(
          (two) =>
            one === two ||
            one.left + one.width <= two.left ||
            two.left + two.width <= one.left ||
            one.top + one.height <= two.top ||
            two.top + two.height <= one.top,
        ),
      );
    }
  });
});

describe('the kept state', () => {
  it('is read back as it was written, and is the first one where nothing was kept', () => {
    const state: PageState = {
      shown: 'table',
      x: 'epoch',
      smoothing: 100,
      scale: 'logarithmic',
      range: [1, 2.5],
      spikes: 40,
      other: '/other',
    };
    assert.deepEqual(readPageState(JSON.parse(JSON.stringify(state))), state);
    for (const nothing of [undefined, null, 3, 'x', [], {}]) {
      assert.deepEqual(readPageState(nothing), firstState);
    }
  });

  it('is a valid one whatever was kept', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom([1, 0], [0, 1], 'table', 1000));
    const kept = fc.dictionary(fc.constantFrom('shown', 'x', 'smoothing', 'scale', 'range', 'spikes', 'other'), part);
    fc.assert(
      fc.property(kept, (one) => {
        const state = readPageState(one);
        assert.deepEqual(readPageState(JSON.parse(JSON.stringify(state))), state);
        assert.ok(state.range === undefined || state.range[0] < state.range[1]);
      }),
      { seed: 3 },
    );
    assert.equal(withRange(firstState, [2, 2]).range, undefined);
  });
});
