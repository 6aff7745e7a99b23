import { createGridRow } from './grid-row.js';
import type { GridRow, GridRowView } from './grid-row.js';
import type { Row } from './rows.js';

export interface GridWindow {
  /** Puts these rows, and no others, into the document, in this order; rows that were there are kept. */
  show(rows: readonly (Omit<GridRowView, 'row'> & { readonly row: Row })[]): void;
  cell(row: Row, column: number): HTMLElement | undefined;
}

/** The rows of the grid that exist in the document. */
export function createGridWindow(body: HTMLElement): GridWindow {
  const present = new Map<string, GridRow>();
  return {
    show(views) {
      const stale = new Set(present.keys());
      let next = body.firstElementChild;
      for (const view of views) {
        const { key } = view.row;
        const shown = present.get(key) ?? createGridRow();
        present.set(key, shown);
        stale.delete(key);
        shown.update(view);
        if (next === shown.element) {
          next = next.nextElementSibling;
        } else {
          body.insertBefore(shown.element, next);
        }
      }
      for (const key of stale) {
        present.get(key)?.element.remove();
        present.delete(key);
      }
    },
    cell: (row, column) => present.get(row.key)?.cells[column],
  };
}
