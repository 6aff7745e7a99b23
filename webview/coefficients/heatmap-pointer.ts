import { HEAD_HEIGHT, ROW_HEIGHT, columnAt, columnLeft, slotAt, stripOf } from './geometry.js';
import type { Geometry } from './geometry.js';
import type { Row } from './rows.js';

/** What the pointer is on. */
export interface Hit {
  readonly row: Row;
  readonly index: number;
  /** Undefined on the row's name. */
  readonly column: number | undefined;
  readonly slot: number | undefined;
  /** Its place on the page, in client pixels. */
  readonly box: DOMRectReadOnly;
}

export interface PointerOptions {
  readonly geometry: () => Geometry;
  readonly rows: () => readonly Row[];
  hover(hit: Hit | undefined): void;
  press(hit: Hit): void;
}

export interface PointerWatch {
  /** Looks again after the rows have changed under the pointer. */
  refresh(): void;
  /** Takes no notice of a resting pointer until it moves: the keyboard has taken over. */
  rest(): void;
}

/** Tells what the pointer is on. */
export function watchPointer(scroller: HTMLElement, options: PointerOptions): PointerWatch {
  let last: { readonly x: number; readonly y: number } | undefined;

  const look = (): Hit | undefined => (last === undefined ? undefined : hitAt(scroller, last, options));
  scroller.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'touch') {
      last = { x: event.clientX, y: event.clientY };
      options.hover(look());
    }
  });
  scroller.addEventListener('pointerleave', () => {
    last = undefined;
    options.hover(undefined);
  });
  scroller.addEventListener('click', (event) => {
    const hit = hitAt(scroller, { x: event.clientX, y: event.clientY }, options);
    if (hit !== undefined) {
      options.press(hit);
    }
  });
  return {
    refresh() {
      const hit = look();
      if (hit !== undefined) {
        options.hover(hit);
      }
    },
    rest() {
      last = undefined;
    },
  };
}

function hitAt(
  scroller: HTMLElement,
  { x, y }: { readonly x: number; readonly y: number },
  { geometry, rows }: PointerOptions,
): Hit | undefined {
  const outer = scroller.getBoundingClientRect();
  const [inX, inY] = [x - outer.left, y - outer.top - HEAD_HEIGHT];
  if (inX >= scroller.clientWidth || inY < 0 || inY >= scroller.clientHeight - HEAD_HEIGHT) {
    return undefined;
  }
  const index = Math.floor((inY + scroller.scrollTop) / ROW_HEIGHT);
  const row = rows()[index];
  if (row === undefined) {
    return undefined;
  }
  const layout = geometry();
  const top = outer.top + HEAD_HEIGHT + index * ROW_HEIGHT - scroller.scrollTop;
  const cellsLeft = outer.left + layout.names - scroller.scrollLeft;
  if (inX < layout.names) {
    return {
      row,
      index,
      column: undefined,
      slot: undefined,
      box: new DOMRect(outer.left, top, layout.names, ROW_HEIGHT),
    };
  }
  const column = columnAt(layout, x - cellsLeft);
  if (column === undefined) {
    return undefined;
  }
  const left = cellsLeft + columnLeft(layout, column);
  const strip = stripOf(layout.columnWidth);
  const inside = row.strip;
  const slot = inside === undefined ? undefined : slotAt(layout.columnWidth, inside.slots, x - left);
  if (slot === undefined || strip === undefined || inside === undefined) {
    return { row, index, column, slot: undefined, box: new DOMRect(left, top, layout.columnWidth, ROW_HEIGHT) };
  }
  const width = strip.width / inside.slots;
  return { row, index, column, slot, box: new DOMRect(left + strip.left + slot * width, top, width, ROW_HEIGHT) };
}
