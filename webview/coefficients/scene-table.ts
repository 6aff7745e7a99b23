import { viewTexts } from '../../src/base/texts/views.js';
import { element } from '../shared/element.js';
import type { Format } from '../shared/format.js';
import { createVirtualTable } from '../shared/virtual-table.js';
import type { TableColumn } from '../shared/virtual-table.js';
import { columnsOf } from './columns.js';
import type { Column } from './columns.js';
import type { Row } from './rows.js';
import type { Scene } from './scene.js';
import type { ValueFormat } from './value-format.js';

export interface SceneTable {
  readonly element: HTMLElement;
  update(scene: Scene, format: Format, values: ValueFormat): void;
}

/** The heatmap's twin: the same rows in the same order as a table, with all measures; a row's name opens it. */
export function createSceneTable(onOpen: (row: Row) => void): SceneTable {
  const table = createVirtualTable();

  function nameCell(row: Row): Node {
    if (row.kind === 'block') {
      return document.createTextNode(row.label);
    }
    const button = element('button', { type: 'button', class: 'link', title: row.label }, row.label);
    button.addEventListener('click', () => onOpen(row));
    return button;
  }

  return {
    element: table.element,
    update(scene, format, values) {
      const columns = columnsOf(scene);
      table.update({
        label: viewTexts.tableLabel(),
        columns: [
          { header: viewTexts.columnName(), numeric: false, width: nameWidth(scene) },
          ...columns.map(tableColumn),
        ],
        rows: scene.rows.length,
        cells(index) {
          const row = scene.rows[index];
          return row === undefined
            ? []
            : [nameCell(row), ...columns.map((column) => written(column, row, { format, values }))];
        },
      });
    },
  };
}

/** About the width of a character, and of what surrounds a cell's text. */
const CHARACTER = 8;
const PADDING = 24;

function nameWidth({ rows }: Scene): number {
  const longest = rows.reduce((most, { label }) => Math.max(most, label.length), 0);
  return Math.max(140, Math.min(440, longest * CHARACTER + PADDING));
}

function tableColumn(column: Column): TableColumn {
  return {
    header: column.header,
    numeric: column.kind !== 'text',
    width: columnWidth(column),
    ...(column.kind === 'figure' ? { group: column.task } : {}),
  };
}

function columnWidth({ kind, header }: Column): number {
  const least = kind === 'figure' ? 136 : 110;
  return Math.max(least, header.length * CHARACTER + PADDING);
}

/** A cell as it is written; nothing for a figure that isn't there. */
function written(
  column: Column,
  row: Row,
  { format, values }: { readonly format: Format; readonly values: ValueFormat },
): string {
  switch (column.kind) {
    case 'text':
      return column.value(row);
    case 'count':
      return format.count(column.value(row));
    case 'figure': {
      const value = column.value(row);
      const write = column.side === 'difference' ? values.difference : values.exact;
      return Number.isNaN(value) ? '' : write(value, column.measure);
    }
  }
}
