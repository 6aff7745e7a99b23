import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toCsv } from '../../webview/shared/csv.js';
import { createFormat } from '../../webview/shared/format.js';
import { gridKey } from '../../webview/shared/grid-keys.js';
import { memoizeLast } from '../../webview/shared/memoize-last.js';
import { fileName } from '../../webview/shared/save.js';
import { visibleName } from '../../webview/shared/visible-name.js';
import { visibleRange } from '../../webview/shared/visible-range.js';

describe('a name as it is shown', () => {
  it('spells out what would be unseen or reorder it', () => {
    assert.equal(visibleName('a\u0000b\nc'), 'a\\u{0}b\\u{a}c');
    assert.equal(visibleName('abc\u202Etxt'), 'abc\\u{202e}txt');
    assert.equal(visibleName('x\uFEFF\u200Dy'), 'x\\u{feff}\\u{200d}y');
    assert.equal(visibleName('\uD800'), '\\u{d800}');
    assert.equal(visibleName(''), '""');
  });

  it('leaves markup and names of prototypes as they are, for text they are', () => {
    assert.equal(visibleName('<img src=x onerror=alert(1)>'), '<img src=x onerror=alert(1)>');
    assert.equal(visibleName('__proto__'), '__proto__');
    assert.equal(visibleName('日本語 🦙'), '日本語 🦙');
  });

  it('is never longer than asked for, and holds nothing unseen, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 8, max: 200 }), (name, longest) => {
        const shown = visibleName(name, longest);
        assert.ok(shown.length <= Math.max(longest, 2));
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { seed: 1 },
    );
  });
});

describe('CSV', () => {
  /** A reader by RFC 4180. */
  function read(text: string): string[][] {
    const rows: string[][] = [];
    let row: string[] = [];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
      row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
      if (end === '\r\n') {
        rows.push(row);
        row = [];
      }
    }
    return rows;
  }

  it('is read back as it was written, whatever the texts', () => {
    const text = fc.string().map((one) => one.replace(/^[=+\-@\t\r]+/, ''));
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) =>
        fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(rows, (written) => {
        assert.deepEqual(read(toCsv(written)), written);
      }),
      { seed: 2 },
    );
  });

  it('writes numbers so that they read back the same, and nothing for NaN', () => {
    assert.equal(toCsv([[0.1 + 0.2, 1e-7, Number.NaN, undefined]]), '0.30000000000000004,1e-7,,\r\n');
  });

  it('keeps a spreadsheet from taking a name for a formula', () => {
    assert.equal(toCsv([['=1+1', '@x', '-a']]), "'=1+1,'@x,'-a\r\n");
    assert.equal(toCsv([[-1]]), '-1\r\n');
  });
});

describe('the keys of a grid', () => {
  const size = { rows: 10, columns: 3, page: 4 };
  const press = (key: string, ctrlKey = false): ReturnType<typeof gridKey> =>
    gridKey({ key, ctrlKey, metaKey: false, altKey: false }, { row: 5, column: 1 }, size);

  it('lead where ARIA says', () => {
    assert.deepEqual(press('ArrowUp'), { row: 4, column: 1 });
    assert.deepEqual(press('ArrowDown'), { row: 6, column: 1 });
    assert.deepEqual(press('ArrowLeft'), { row: 5, column: 0 });
    assert.deepEqual(press('ArrowRight'), { row: 5, column: 2 });
    assert.deepEqual(press('PageDown'), { row: 9, column: 1 });
    assert.deepEqual(press('PageUp'), { row: 1, column: 1 });
    assert.deepEqual(press('Home'), { row: 5, column: 0 });
    assert.deepEqual(press('End', true), { row: 9, column: 2 });
    assert.deepEqual(press('Home', true), { row: 0, column: 0 });
    assert.equal(press('Enter'), 'open');
    assert.equal(press('Escape'), 'back');
    assert.equal(press('Backspace'), 'back');
    assert.equal(press('a'), undefined);
    assert.equal(press('Enter', true), undefined);
  });

  it('never lead out of the grid', () => {
    const keys = fc.constantFrom(
      'ArrowUp',
      'ArrowDown',
      'ArrowLeft',
      'ArrowRight',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    );
    const path = fc.array(fc.record({ key: keys, ctrlKey: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(path, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (events, rows, columns) => {
        let at = { row: 0, column: 0 };
        for (const event of events) {
          const to = gridKey({ ...event, metaKey: false, altKey: false }, at, { rows, columns, page: 4 });
          assert.ok(typeof to === 'object');
          at = to;
          assert.ok(at.row >= 0 && at.row < rows && at.column >= 0 && at.column < columns);
        }
      }),
      { seed: 3 },
    );
  });
});

describe('the rows in sight', () => {
  it('hold every row that is seen, and not many more', () => {
    const cases = fc.record({
      scrolled: fc.nat(300_000),
      height: fc.nat(2000),
      rowHeight: fc.constant(22),
      rows: fc.nat(12_000),
    });
    fc.assert(
      fc.property(cases, (viewport) => {
        const { scrolled, height, rowHeight, rows } = viewport;
        const { first, end } = visibleRange(viewport);
        assert.ok(first >= 0 && end <= rows && first <= end);
        assert.ok(end - first <= height / rowHeight + 10);
        const seen = (row: number): boolean => (row + 1) * rowHeight > scrolled && row * rowHeight < scrolled + height;
        for (const row of [first - 1, end]) {
          assert.ok(row < 0 || row >= rows || !seen(row), `row ${row} is seen and left out`);
        }
      }),
      { seed: 4 },
    );
  });
});

describe('numbers', () => {
  it('are written as the language does, with fixed decimals', () => {
    assert.equal(createFormat('en').number(0.5, 3), '0.500');
    assert.equal(createFormat('de').number(1234.5, 1), '1.234,5');
    assert.equal(createFormat('en').percent(0.0938, 1, { signed: true }), '+9.4%');
    assert.equal(createFormat('en').number(0, 2, { signed: true }), '0.00');
    assert.equal(createFormat('en').figure(835_784_704), '835.8M');
    assert.equal(createFormat('en').figure(0.0000123), '1.23E-5');
  });

  it('are written in English where the language is none', () => {
    assert.equal(createFormat('no language').number(1.5, 1), '1.5');
    assert.equal(createFormat('').number(1.5, 1), '1.5');
  });
});

describe('a kept answer', () => {
  it('is given again for the same arguments only', () => {
    let calls = 0;
    const add = memoizeLast((a: number, b: number) => {
      calls += 1;
      return a + b;
    });
    assert.deepEqual([add(1, 2), add(1, 2), add(2, 1), add(1, 2)], [3, 3, 3, 3]);
    assert.equal(calls, 3);
  });
});

describe('a file name', () => {
  it('is one that every system takes', () => {
    assert.equal(fileName('Größe: A/B Test'), 'gro-e-a-b-test');
    assert.equal(fileName('../../etc/passwd'), 'etc-passwd');
    assert.equal(fileName('数'), 'picture');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        assert.match(fileName(title), /^[a-z0-9][a-z0-9-]{0,79}$/);
      }),
      { seed: 5 },
    );
  });
});
