import { element } from './element.js';

export interface PlainTable {
  readonly label: string;
  readonly columns: readonly { readonly header: string; readonly numeric: boolean }[];
  /** The cells of each row; the first is its header. */
  readonly rows: readonly { readonly cells: readonly (string | Node)[]; readonly isMarked?: boolean }[];
}

/** A small table, all of it in the document. */
export function plainTable({ label, columns, rows }: PlainTable): HTMLTableElement {
  const kind = (i: number): string | undefined => (columns[i]?.numeric === true ? 'number' : undefined);
  return element(
    'table',
    { class: 'table plain-table' },
    element('caption', { class: 'visually-hidden' }, label),
    element(
      'thead',
      {},
      element('tr', {}, ...columns.map(({ header }, i) => element('th', { scope: 'col', class: kind(i) }, header))),
    ),
    element(
      'tbody',
      {},
      ...rows.map(({ cells, isMarked = false }) =>
        element(
          'tr',
          { class: isMarked ? 'marked' : undefined },
          ...cells.map((cell, i) =>
            i === 0 ? element('th', { scope: 'row' }, cell) : element('td', { class: kind(i) }, cell),
          ),
        ),
      ),
    ),
  );
}
