import { neutralize } from './neutralize.js';
import type { Span } from './span.js';
import { spanText } from './span.js';
import { shortenToWidth, textWidth } from './text-width.js';

export interface Column {
  readonly title: string;
  /** Numbers stand on the right, so that their digits line up. */
  readonly align?: 'left' | 'right';
  /** May be shortened where the terminal is narrow. */
  readonly shrinks?: boolean;
}

const GAP = '  ';
const LEAST_WIDTH = 8;

/**
 * The lines of a table: titles, then one line a row, columns two blanks apart. Wider than `width`, the columns that may
 * shrink do, the widest first; without a width nothing is cut.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Span[])[],
  options: { readonly width?: number | undefined } = {},
): readonly (readonly Span[])[] {
  const cells = rows.map((row) => columns.map((_, i) => cleaned(row[i] ?? '')));
  const widths = columns.map(({ title }, i) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(spanText(row[i] ?? '')))),
  );
  shrink(widths, columns, options.width);
  const titles = columns.map(({ title }): Span => ({ text: title, tone: 'quiet' }));
  return [titles, ...cells].map((row) =>
    columns.flatMap(({ align }, i) => {
      const width = widths[i] ?? 0;
      const cell = shortened(row[i] ?? '', width);
      const padding = ' '.repeat(width - textWidth(spanText(cell)));
      const isLast = i === columns.length - 1;
      return align === 'right' ? [padding, cell, isLast ? '' : GAP] : [cell, isLast ? '' : padding + GAP];
    }),
  );
}

/** Neutralised before it is measured: an escaped character is wider. */
function cleaned(span: Span): Span {
  return typeof span === 'string' ? neutralize(span) : { ...span, text: neutralize(span.text) };
}

function shortened(span: Span, width: number): Span {
  return typeof span === 'string' ? shortenToWidth(span, width) : { ...span, text: shortenToWidth(span.text, width) };
}

function shrink(widths: number[], columns: readonly Column[], width: number | undefined): void {
  const total = (): number => widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1));
  while (width !== undefined && total() > width) {
    let widest = -1;
    for (const [i, { shrinks }] of columns.entries()) {
      if (shrinks === true && (widths[i] ?? 0) > Math.max(LEAST_WIDTH, widths[widest] ?? 0)) {
        widest = i;
      }
    }
    if (widest < 0) {
      return;
    }
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
