import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { alignLines } from '../../../webview/shared/align-lines.js';
import { chartKey } from '../../../webview/shared/chart-keys.js';
import type { ChartAction } from '../../../webview/shared/chart-keys.js';
import { lastUpTo, valueAt } from '../../../webview/shared/line-chart-view.js';

describe('lines over a common x axis', () => {
  it('keep each value at its x, and have nothing elsewhere', () => {
    const [x, a, b] = alignLines([
      { x: [1, 3], y: [10, 30] },
      { x: [2, 3], y: [Number.NaN, 33] },
    ]);
    assert.deepEqual(
      [x, a, b],
      [
        [1, 2, 3],
        [10, null, 30],
        [null, null, 33],
      ],
    );
  });
});

describe('the value of a line at an x', () => {
  it('is the last one up to it that is a number; before the first one it is the first', () => {
    const line = { x: [1, 3, 5], y: [10, 30, Number.NaN] };
    assert.deepEqual(
      [0, 1, 2.9, 3, 9].map((at) => valueAt(line, at)),
      [10, 10, 10, 30, 30],
    );
    assert.ok(Number.isNaN(valueAt({ x: [], y: [] }, 1)));
  });

  it('is found as by looking at every one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, at) => {
        const x = [...new Set(values)].sort((a, b) => a - b);
        assert.equal(lastUpTo(x, at), x.filter((one) => one <= at).length - 1);
      }),
      { seed: 1 },
    );
  });
});

describe('the keys of a chart', () => {
  const x = [0, 10, 20, 30, 40];
  const press = (
    key: string,
    at: number | undefined,
    options: { range?: readonly [number, number]; shiftKey?: boolean } = {},
  ) =>
    chartKey(
      { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: options.shiftKey ?? false },
      { x, at, range: options.range ?? [0, 40] },
    );
  const read = (to: number): ChartAction => ({ kind: 'read', x: to });

  it('go from value to value within what is in sight', () => {
    assert.deepEqual(press('ArrowRight', 10), read(20));
    assert.deepEqual(press('ArrowLeft', 10), read(0));
    assert.deepEqual(press('ArrowLeft', undefined), read(30));
    assert.deepEqual(press('ArrowRight', 40), read(40));
    assert.deepEqual(press('Home', 20, { range: [5, 35] }), read(10));
    assert.deepEqual(press('End', 20, { range: [5, 35] }), read(30));
    assert.deepEqual(press('PageUp', 10), read(10));
    assert.deepEqual(press('PageDown', 30), read(20));
  });

  it('zoom around where values are read, move with Shift, and show everything', () => {
    assert.deepEqual(press('+', 10), { kind: 'zoom', range: [5, 25] });
    assert.deepEqual(press('-', 10, { range: [5, 25] }), { kind: 'zoom', range: [0, 40] });
    assert.deepEqual(press('ArrowRight', 10, { shiftKey: true }), { kind: 'zoom', range: [4, 44] });
    assert.deepEqual(press('0', 10), { kind: 'zoom', range: undefined });
    assert.equal(press('a', 10), undefined);
  });
});
