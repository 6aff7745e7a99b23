import { viewTexts } from '../../src/base/texts/views.js';
import { sizeCanvas } from '../shared/canvas.js';
import { element, setAttribute } from '../shared/element.js';
import { oncePerFrame } from '../shared/frame.js';
import { gridKey } from '../shared/grid-keys.js';
import type { Tooltip } from '../shared/tooltip.js';
import { visibleRange } from '../shared/visible-range.js';
import { HEAD_HEIGHT, ROW_HEIGHT, layOut } from './geometry.js';
import type { Geometry } from './geometry.js';
import { createGridWindow } from './grid-window.js';
import { createHeadRow } from './head-row.js';
import { watchPointer } from './heatmap-pointer.js';
import type { HeatmapEvents, HeatmapView } from './heatmap-view.js';
import { paintCells } from './paint-cells.js';
import type { Row } from './rows.js';

export interface Heatmap {
  readonly element: HTMLElement;
  /** Shows another picture; the keyboard and the topmost row are where the page's state says. */
  update(view: HeatmapView): void;
  /** Gives the keyboard to the grid. */
  focus(): void;
}

/**
 * The heatmap: cells on a canvas that always has the size of what is in sight, and over it an invisible grid of the same
 * rows in the document, which has the names, the keyboard and the words for screen readers. Only rows in sight exist in
 * either, so ten thousand cost what forty do.
 */
export function createHeatmap(tooltip: Tooltip, events: HeatmapEvents): Heatmap {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const head = createHeadRow((sorting) => events.sort(sorting));
  const body = element('div', { role: 'rowgroup', class: 'grid-body' });
  const grid = element('div', { role: 'grid', class: 'grid', 'aria-readonly': 'true' }, head.element, body);
  const scroller = element('div', { class: 'heatmap' }, element('div', { class: 'heatmap-stage' }, canvas), grid);
  const gridWindow = createGridWindow(body);
  let view: HeatmapView | undefined;
  let rows: readonly Row[] = [];
  let longestName = 0;
  let geometry: Geometry = layOut(0, 0, 0);
  let focus = { row: 0, column: 0 };
  /** Where the page itself has scrolled to; anything else was the user. */
  let placedAt = 0;

  const bodyHeight = (): number => Math.max(0, scroller.clientHeight - HEAD_HEIGHT);
  const range = (): { first: number; end: number } =>
    visibleRange({ scrolled: scroller.scrollTop, height: bodyHeight(), rowHeight: ROW_HEIGHT, rows: rows.length });

  function fillGrid(): void {
    if (view === undefined) {
      return;
    }
    const { words } = view;
    const { first, end } = range();
    const wanted = Array.from({ length: end - first }, (_, i) => first + i);
    // The row with the keyboard stays in the document when it is scrolled out of sight, or the keyboard would be lost.
    if (focus.row < first) {
      wanted.unshift(focus.row);
    } else if (focus.row >= end) {
      wanted.push(focus.row);
    }
    gridWindow.show(
      wanted.flatMap((index) => {
        const row = rows[index];
        const focused = index === focus.row ? focus.column : undefined;
        return row === undefined
          ? []
          : [
              {
                row,
                index,
                geometry,
                focused,
                title: words.title(row),
                detail: words.detail(row),
                cellLabel: (i: number) => words.label(row, i),
              },
            ];
      }),
    );
  }

  const draw = oncePerFrame(() => {
    if (view === undefined || scroller.clientHeight === 0) {
      return;
    }
    const { first, end } = range();
    const width = Math.max(0, scroller.clientWidth - geometry.names);
    const context = sizeCanvas(canvas, width, bodyHeight());
    if (context !== null) {
      context.clearRect(0, 0, width, bodyHeight());
      const style = { ...view.style, geometry, rowHeight: ROW_HEIGHT };
      paintCells(context, rows, style, { left: -scroller.scrollLeft, top: -scroller.scrollTop, first, end });
    }
    fillGrid();
    pointer.refresh();
    events.saw(rows.slice(first, end));
  });

  const pointer = watchPointer(scroller, {
    geometry: () => geometry,
    rows: () => rows,
    hover(hit) {
      if (hit?.column === undefined || view === undefined) {
        tooltip.hide();
      } else {
        tooltip.show(view.words.tip(hit.row, hit.column, hit.slot), hit.box);
      }
    },
    press(hit) {
      focus = { row: hit.index, column: hit.column ?? focus.column };
      focusCell();
      keep();
      if (hit.row.kind !== 'block') {
        tooltip.hide();
        events.open(hit.row, focus.column);
      }
    },
  });

  function scrollTo(top: number): void {
    scroller.scrollTop = top;
    placedAt = scroller.scrollTop;
  }

  function reveal(row: number): void {
    const top = row * ROW_HEIGHT;
    if (top < scroller.scrollTop) {
      scrollTo(top);
    } else if (top + ROW_HEIGHT > scroller.scrollTop + bodyHeight()) {
      scrollTo(top + ROW_HEIGHT - bodyHeight());
    }
  }

  /** Where there are no rows (a tensor without blocks) the grid itself has the keyboard, so that a key leads out again. */
  function focusCell(): void {
    fillGrid();
    const row = rows[focus.row];
    (row === undefined ? grid : gridWindow.cell(row, focus.column))?.focus({ preventScroll: true });
  }

  const hasKeyboard = (): boolean => document.activeElement === grid || body.contains(document.activeElement);

  function keep(): void {
    const topmost = Math.floor(scroller.scrollTop / ROW_HEIGHT);
    const [focused, top] = [rows[focus.row], scroller.scrollTop > 0 ? rows[topmost] : undefined];
    events.moved({
      ...(focused === undefined ? {} : { focus: { row: focused.key, column: focus.column } }),
      ...(top === undefined ? {} : { top: { row: top.key, offset: scroller.scrollTop - topmost * ROW_HEIGHT } }),
    });
  }

  function layOutAll(): void {
    geometry = layOut(scroller.clientWidth, view?.scene.columns.length ?? 0, longestName);
    if (view !== undefined) {
      head.update(view.scene, view.page.sorting, geometry);
    }
    body.style.height = `${rows.length * ROW_HEIGHT}px`;
    grid.style.width = `${Math.max(scroller.clientWidth, geometry.names + geometry.width)}px`;
    canvas.style.left = `${geometry.names}px`;
    draw();
  }

  grid.addEventListener('keydown', (event) => {
    const { columns } = geometry;
    const size = { rows: rows.length, columns, page: Math.max(1, Math.floor(bodyHeight() / ROW_HEIGHT) - 1) };
    const to = hasKeyboard() ? gridKey(event, focus, size) : undefined;
    if (to === undefined || (rows.length === 0 && to !== 'back')) {
      return;
    }
    event.preventDefault();
    pointer.rest();
    const row = rows[focus.row];
    if (to === 'back') {
      tooltip.hide();
      events.back();
    } else if (to === 'open') {
      if (row !== undefined && row.kind !== 'block') {
        tooltip.hide();
        events.open(row, focus.column);
      }
    } else {
      focus = to;
      reveal(to.row);
      focusCell();
      draw();
      keep();
    }
  });
  body.addEventListener('focusin', ({ target }) => {
    const row = rows[focus.row];
    if (view !== undefined && row !== undefined && target instanceof HTMLElement && target.matches(':focus-visible')) {
      tooltip.show(view.words.tip(row, focus.column, undefined), target.getBoundingClientRect());
    }
  });
  body.addEventListener('focusout', () => tooltip.hide());
  scroller.addEventListener('scroll', () => {
    if (Math.abs(scroller.scrollTop - placedAt) > 1) {
      tooltip.hide();
      placedAt = scroller.scrollTop;
      keep();
    }
    draw();
  });
  new ResizeObserver(layOutAll).observe(scroller);

  return {
    element: scroller,
    update(next) {
      const hadKeyboard = hasKeyboard();
      view = next;
      rows = next.scene.rows;
      longestName = rows.reduce((most, { label }) => Math.max(most, label.length), 0);
      const { focus: wanted, top, measure } = next.page;
      const focused = wanted === undefined ? -1 : rows.findIndex(({ key }) => key === wanted.row);
      const column = Math.min(wanted?.column ?? 0, Math.max(0, next.scene.columns.length - 1));
      focus = { row: Math.max(0, focused), column };
      setAttribute(grid, 'aria-label', viewTexts.gridLabel(viewTexts.measure[measure]()));
      setAttribute(grid, 'tabindex', rows.length === 0 ? 0 : -1);
      setAttribute(grid, 'aria-rowcount', rows.length + 1);
      setAttribute(grid, 'aria-colcount', next.scene.columns.length + 1);
      layOutAll();
      const topmost = top === undefined ? -1 : rows.findIndex(({ key }) => key === top.row);
      if (top !== undefined && topmost >= 0) {
        scrollTo(topmost * ROW_HEIGHT + top.offset);
      } else if (top === undefined) {
        scrollTo(0);
        reveal(focus.row);
      }
      if (hadKeyboard) {
        focusCell();
      }
    },
    focus: focusCell,
  };
}
