import { viewTexts } from '../../src/base/texts/views.js';
import { element, setAttribute, setText } from './element.js';
import { oncePerFrame } from './frame.js';
import { visibleRange } from './visible-range.js';

export interface TableColumn {
  readonly header: string;
  /** Neighbouring columns of the same group have a common header above theirs. */
  readonly group?: string;
  readonly numeric: boolean;
  readonly width: number;
  /** Its header is a button that sorts by it; how rows are sorted by it now. */
  readonly sorted?: 'ascending' | 'descending' | 'none';
}

export interface TableView {
  readonly label: string;
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** The cells of a row: the first is its header. */
  cells(row: number): readonly (string | Node)[];
  /** The user wants another order; for tables whose columns say how they are sorted. */
  readonly sort?: (column: number) => void;
}

export interface VirtualTable {
  readonly element: HTMLElement;
  update(view: TableView): void;
  scrollToRow(row: number): void;
}

const ROW_HEIGHT = 22;

/**
 * A table with real rows and cells of which only those in sight are in the document; `aria-rowcount` and `aria-rowindex`
 * say how many there are. All rows have one height, and columns their given widths, so nothing moves while scrolling.
 */
export function createVirtualTable(): VirtualTable {
  const caption = element('caption', { class: 'visually-hidden' });
  const sizes = element('colgroup');
  const head = element('thead');
  const before = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
  const after = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
  const body = element('tbody');
  const table = element('table', { class: 'table' }, caption, sizes, head, body);
  const scroller = element('div', { class: 'table-scroller', tabindex: 0, role: 'region' }, table);
  let view: TableView | undefined;

  const draw = oncePerFrame(() => {
    if (view === undefined || scroller.clientHeight === 0) {
      return;
    }
    const { rows } = view;
    const height = scroller.clientHeight - head.offsetHeight;
    const { first, end } = visibleRange({ scrolled: scroller.scrollTop, height, rowHeight: ROW_HEIGHT, rows });
    const hadKeyboard = body.contains(document.activeElement);
    const focusedRow = document.activeElement?.closest('tr')?.ariaRowIndex;
    before.style.height = `${first * ROW_HEIGHT}px`;
    after.style.height = `${(rows - end) * ROW_HEIGHT}px`;
    const headRows = head.rows.length;
    const drawn = Array.from({ length: end - first }, (_, i) =>
      bodyRow(view?.cells(first + i) ?? [], view?.columns ?? [], first + i + headRows + 1),
    );
    body.replaceChildren(before, ...drawn, after);
    if (hadKeyboard) {
      const again = drawn.find((row) => row.ariaRowIndex === focusedRow)?.querySelector('button');
      (again ?? scroller).focus({ preventScroll: true });
    }
  });
  scroller.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(scroller);

  return {
    element: scroller,
    update(next) {
      if (view === undefined || !sameColumns(view.columns, next.columns)) {
        sizes.replaceChildren(...next.columns.map(sizedColumn));
        const sortedBy = [...head.querySelectorAll('button')].findIndex((button) => button === document.activeElement);
        head.replaceChildren(...headRowsOf(next.columns, (column) => view?.sort?.(column)));
        // A header that was pressed keeps the keyboard.
        head.querySelectorAll('button')[sortedBy]?.focus();
        table.style.width = `${next.columns.reduce((sum, { width }) => sum + width, 0)}px`;
      }
      view = next;
      setText(caption, next.label);
      setAttribute(scroller, 'aria-label', next.label);
      setAttribute(table, 'aria-rowcount', next.rows + head.rows.length);
      draw();
    },
    scrollToRow(row) {
      scroller.scrollTop = row * ROW_HEIGHT;
    },
  };
}

function sizedColumn({ width }: TableColumn): HTMLElement {
  const column = element('col');
  column.style.width = `${width}px`;
  return column;
}

function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (one, i) =>
        one.header === b[i]?.header &&
        one.group === b[i].group &&
        one.width === b[i].width &&
        one.sorted === b[i].sorted,
    )
  );
}

/** One row of headers, or two where there are groups. */
function headRowsOf(columns: readonly TableColumn[], sort: (column: number) => void): readonly HTMLElement[] {
  const cell = (column: TableColumn, attributes: Record<string, string | number>): HTMLElement =>
    element(
      'th',
      {
        scope: 'col',
        class: column.numeric ? 'number' : undefined,
        'aria-sort': column.sorted,
        ...attributes,
      },
      column.sorted === undefined ? column.header : sortButton(column, () => sort(columns.indexOf(column))),
    );
  if (columns.every(({ group }) => group === undefined)) {
    return [element('tr', {}, ...columns.map((column) => cell(column, {})))];
  }
  const upper: HTMLElement[] = [];
  columns.forEach((column, i) => {
    const { group } = column;
    if (group === undefined) {
      upper.push(cell(column, { rowspan: 2 }));
    } else if (columns[i - 1]?.group !== group) {
      const after = columns.findIndex((other, j) => j > i && other.group !== group);
      const span = (after < 0 ? columns.length : after) - i;
      upper.push(element('th', { scope: 'colgroup', class: 'group', colspan: span }, group));
    }
  });
  const lower = columns.filter(({ group }) => group !== undefined).map((column) => cell(column, {}));
  return [element('tr', {}, ...upper), element('tr', {}, ...lower)];
}

function sortButton({ header, sorted }: TableColumn, sort: () => void): HTMLElement {
  const arrow = sorted === 'ascending' ? ' ↑' : sorted === 'descending' ? ' ↓' : '';
  const button = element(
    'button',
    { type: 'button', class: 'link', title: viewTexts.sortedBy(header) },
    header,
    element('span', { 'aria-hidden': 'true' }, arrow),
  );
  button.addEventListener('click', sort);
  return button;
}

function bodyRow(cells: readonly (string | Node)[], columns: readonly TableColumn[], rowIndex: number): HTMLElement {
  return element(
    'tr',
    { 'aria-rowindex': rowIndex },
    ...cells.map((content, i) =>
      i === 0
        ? element('th', { scope: 'row' }, content)
        : element('td', { class: columns[i]?.numeric === true ? 'number' : undefined }, content),
    ),
  );
}
