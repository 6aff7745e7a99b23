import { element, setAttribute, setText } from '../shared/element.js';
import { ROW_HEIGHT, columnLeft } from './geometry.js';
import type { Geometry } from './geometry.js';
import type { Row } from './rows.js';

export interface GridRowView {
  readonly row: Row;
  readonly index: number;
  readonly geometry: Geometry;
  readonly title: string;
  /** What stands beside the name. */
  readonly detail: string;
  /** The column that has the keyboard, if it is in this row. */
  readonly focused: number | undefined;
  cellLabel(column: number): string;
}

/** A row of the grid over the canvas: its name, and for each cell nothing but a place and its words. */
export interface GridRow {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  update(view: GridRowView): void;
}

export function createGridRow(): GridRow {
  const name = element('span', { class: 'row-name' });
  const detail = element('span', { class: 'row-detail' });
  const header = element('div', { role: 'rowheader', class: 'row-header', 'aria-colindex': 1 }, name, detail);
  const row = element('div', { role: 'row', class: 'grid-row' }, header);
  const cells: HTMLElement[] = [];
  return {
    element: row,
    cells,
    update(view) {
      const { geometry, index } = view;
      setAttribute(row, 'aria-rowindex', index + 2);
      row.classList.toggle('opens', view.row.kind !== 'block');
      row.dataset['index'] = String(index);
      row.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
      setText(name, view.row.label);
      setText(detail, view.detail);
      setAttribute(header, 'title', view.title);
      header.style.width = `${geometry.names}px`;
      while (cells.length < geometry.columns) {
        const cell = element('div', { role: 'gridcell', class: 'grid-cell', 'aria-colindex': cells.length + 2 });
        cells.push(cell);
        row.append(cell);
      }
      cells.splice(geometry.columns).forEach((cell) => cell.remove());
      cells.forEach((cell, column) => {
        setAttribute(cell, 'aria-label', view.cellLabel(column));
        setAttribute(cell, 'tabindex', view.focused === column ? 0 : -1);
        cell.style.left = `${geometry.names + columnLeft(geometry, column)}px`;
        cell.style.width = `${geometry.columnWidth}px`;
      });
    },
  };
}
