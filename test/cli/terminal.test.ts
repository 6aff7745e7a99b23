import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { neutralize } from '../../src/cli/terminal/neutralize.js';
import { progressBar } from '../../src/cli/terminal/progress-bar.js';
import { spanText } from '../../src/cli/terminal/span.js';
import { formatTable } from '../../src/cli/terminal/table.js';
import { Terminal } from '../../src/cli/terminal/terminal.js';
import { shortenToWidth, textWidth } from '../../src/cli/terminal/text-width.js';

/** A stream that remembers what was written to it. */
class FakeStream {
  text = '';

  constructor(
    readonly isTTY = false,
    readonly columns = 80,
  ) {}

  write(text: string): void {
    this.text += text;
  }
}

function terminal(
  options: { readonly isTTY?: boolean; readonly columns?: number; readonly environment?: Record<string, string> } = {},
) {
  const out = new FakeStream(options.isTTY, options.columns);
  const err = new FakeStream(options.isTTY, options.columns);
  return { out, err, terminal: new Terminal({ out, err, environment: options.environment ?? {} }) };
}

const CLEAR = '\r\u001b[2K';
/** What could steer a terminal or hide text, besides line breaks of our own. */
const steering = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('neutralize', () => {
  test('makes escape sequences, line breaks and reordering marks visible', () => {
    assert.equal(neutralize('\u001b[31mred\u0007'), '\\u{1b}[31mred\\u{7}');
    assert.equal(neutralize('a\r\nb'), 'a\\u{d}\\u{a}b');
    assert.equal(neutralize('\u202egnp.exe\u2069 \u009b2J \u2028'), '\\u{202e}gnp.exe\\u{2069} \\u{9b}2J \\u{2028}');
    assert.equal(neutralize('\ud800x'), '\\u{d800}x');
  });

  test('leaves names of all scripts and joined emoji as they are', () => {
    for (const text of ['model.layers.0', 'größe', '模型', 'می‌خواهم', '👨‍👩‍👧', 'a\u0301']) {
      assert.equal(neutralize(text), text);
    }
  });

  test('leaves nothing that steers, and does the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = neutralize(text);
        assert.doesNotMatch(once, steering);
        assert.equal(neutralize(once), once);
      }),
      { seed: 11, numRuns: 1_000 },
    );
  });
});

describe('a terminal', () => {
  test('writes results and notes apart, neutralised, and without colours where nobody looks', () => {
    const { terminal: one, out, err } = terminal();
    one.line('a', { text: 'b\u001b[2J', tone: 'error' });
    one.note({ text: 'c', tone: 'warning' });
    assert.equal(out.text, 'ab\\u{1b}[2J\n');
    assert.equal(err.text, 'c\n');
  });

  test('has colours on a terminal, unless NO_COLOR says otherwise', () => {
    const bright = terminal({ isTTY: true, environment: { TERM: 'xterm' } });
    bright.terminal.line({ text: 'x', tone: 'error' });
    assert.equal(bright.out.text, '\u001b[31mx\u001b[39m\n');
    for (const environment of [{ NO_COLOR: '1' }, { NO_COLOR: '1', FORCE_COLOR: '1' }, { TERM: 'dumb' }]) {
      const plain = terminal({ isTTY: true, environment });
      plain.terminal.line({ text: 'x', tone: 'error' });
      assert.equal(plain.out.text, 'x\n');
    }
    const forced = terminal({ environment: { FORCE_COLOR: '1' } });
    forced.terminal.line({ text: 'x', tone: 'good' });
    assert.equal(forced.out.text, '\u001b[32mx\u001b[39m\n');
  });

  test('keeps a status below what it writes, and removes it at the end', () => {
    const { terminal: one, out, err } = terminal({ isTTY: true, environment: { NO_COLOR: '1' } });
    one.status('half');
    one.note('news');
    one.line('result');
    one.status();
    assert.equal(err.text, `${CLEAR}half${CLEAR}news\nhalf${CLEAR}half${CLEAR}`);
    assert.equal(out.text, 'result\n');
  });

  test('a status never wraps: what does not fit is left out', () => {
    const { terminal: one, err } = terminal({ isTTY: true, columns: 10, environment: { NO_COLOR: '1' } });
    one.status('12345', '6789', '0');
    assert.equal(err.text, `${CLEAR}123456789`);
  });

  test('shows no status where nobody watches', () => {
    const { terminal: one, err } = terminal();
    one.status('half');
    one.status();
    assert.equal(err.text, '');
    assert.equal(one.isInteractive, false);
  });

  test('writes JSON in one line that steers nothing and means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const { terminal: one, out } = terminal();
        one.json(value);
        assert.match(out.text, /^[^\n]*\n$/);
        assert.doesNotMatch(out.text, steering);
        assert.deepEqual(JSON.parse(out.text), JSON.parse(JSON.stringify(value)));
      }),
      { seed: 12, numRuns: 500 },
    );
    const { terminal: one, out } = terminal();
    one.json({ name: '\u001b]0;x\u0007\u009b\u202e\u007f\u{e0001}' });
    assert.equal(out.text, '{"name":"\\u001b]0;x\\u0007\\u009b\\u202e\\u007f\\udb40\\udc01"}\n');
  });
});

describe('widths', () => {
  test('wide characters and emoji take two columns, combining marks none', () => {
    assert.equal(textWidth('model'), 5);
    assert.equal(textWidth('模型'), 4);
    assert.equal(textWidth('👩‍🔬x'), 3);
    assert.equal(textWidth('e\u0301'), 1);
  });

  test('a text is shortened in its middle to the width, and no further than needed', () => {
    assert.equal(shortenToWidth('model.layers.0', 14), 'model.layers.0');
    assert.equal(shortenToWidth('model.layers.0', 9), 'mode…rs.0');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const short = shortenToWidth(text, width);
        assert.ok(textWidth(short) <= width, short);
        assert.ok(textWidth(text) > width || short === text);
      }),
      { seed: 13, numRuns: 1_000 },
    );
  });
});

describe('a table', () => {
  const lines = (...args: Parameters<typeof formatTable>): readonly string[] =>
    formatTable(...args).map((spans) => spans.map(spanText).join(''));

  test('aligns its columns, numbers on the right', () => {
    const table = lines(
      [{ title: 'name' }, { title: 'bytes', align: 'right' }, { title: 'file' }],
      [
        ['a', '5', 'x'],
        ['模型', '1000', { text: 'y', tone: 'good' }],
      ],
    );
    assert.deepEqual(table, ['name  bytes  file', 'a         5  x', '模型   1000  y']);
  });

  test('shortens only the columns that may be, and only where it is too wide', () => {
    const columns = [{ title: 'id' }, { title: 'name', shrinks: true }] as const;
    const rows = [['12345678', 'a-very-long-name-of-a-run']];
    assert.deepEqual(lines(columns, rows, { width: 24 }), ['id        name', '12345678  a-very-…-a-run']);
    assert.deepEqual(lines(columns, rows), ['id        name', '12345678  a-very-long-name-of-a-run']);
  });

  test('measures what it will show of hostile text', () => {
    const table = lines([{ title: 'a' }, { title: 'b' }], [['\u001b[1m', 'x']]);
    assert.deepEqual(table, ['a          b', '\\u{1b}[1m  x']);
  });
});

test('a progress bar tells its share in cells and in figures, whatever it is given', () => {
  const bar = (share: number): string => progressBar(share, 4).map(spanText).join('');
  assert.equal(bar(0), '────   0 %');
  assert.equal(bar(0.5), '━━──  50 %');
  assert.equal(bar(1), '━━━━ 100 %');
  assert.equal(bar(7), '━━━━ 100 %');
  assert.equal(bar(-1), '────   0 %');
});
