import { viewTexts } from '../../src/base/texts/views.js';
import { element, setAttribute, setText } from '../shared/element.js';
import { visibleName } from '../shared/visible-name.js';
import { columnLeft } from './geometry.js';
import type { Geometry } from './geometry.js';
import type { Sorting } from './page-state.js';
import type { Scene } from './scene.js';

export interface HeadRow {
  readonly element: HTMLElement;
  update(scene: Scene, sorting: Sorting, geometry: Geometry): void;
}

interface Column {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly label: HTMLElement;
  readonly arrow: HTMLElement;
}

/** The columns' names, each a button that sorts by its task: highest first, lowest first, as in the model. */
export function createHeadRow(onSort: (sorting: Sorting) => void): HeadRow {
  const corner = element('div', { role: 'columnheader', class: 'head-corner', 'aria-colindex': 1 });
  const row = element('div', { role: 'row', class: 'grid-head', 'aria-rowindex': 1 }, corner);
  const columns: Column[] = [];
  let current: Sorting = { by: 'model', reversed: false };

  const addColumn = (): void => {
    const task = columns.length;
    const label = element('span', { class: 'head-label' });
    const arrow = element('span', { class: 'head-arrow', 'aria-hidden': 'true' });
    const button = element('button', { type: 'button', class: 'head-button' }, label, arrow);
    button.addEventListener('click', () => onSort(nextSorting(current, task)));
    const made = element('div', { role: 'columnheader', class: 'head-cell', 'aria-colindex': task + 2 }, button);
    columns.push({ element: made, button, label, arrow });
    row.append(made);
  };

  return {
    element: row,
    update(scene, sorting, geometry) {
      current = sorting;
      corner.style.width = `${geometry.names}px`;
      setText(corner, viewTexts.rowsShown(String(scene.rows.length)));
      while (columns.length < scene.columns.length) {
        addColumn();
      }
      columns.splice(scene.columns.length).forEach((column) => column.element.remove());
      columns.forEach((column, task) => {
        const { label = '', model = '', matched = true } = scene.columns[task] ?? {};
        const sorted = sorting.by === 'task' && sorting.task === task;
        setText(column.label, visibleName(label));
        setText(column.arrow, sorted ? (sorting.reversed ? '↑' : '↓') : '');
        setAttribute(column.button, 'title', `${viewTexts.sortedBy(visibleName(label))}\n${visibleName(model)}`);
        setAttribute(column.element, 'aria-sort', sorted ? (sorting.reversed ? 'ascending' : 'descending') : 'none');
        column.element.classList.toggle('unmatched', !matched);
        column.element.style.left = `${geometry.names + columnLeft(geometry, task)}px`;
        column.element.style.width = `${geometry.columnWidth}px`;
      });
    },
  };
}

function nextSorting(current: Sorting, task: number): Sorting {
  if (current.by !== 'task' || current.task !== task) {
    return { by: 'task', task, reversed: false };
  }
  return current.reversed ? { by: 'model', reversed: false } : { by: 'task', task, reversed: true };
}
