/** Pixels (CSS) of the heatmap; rows have the height of the editor's lists. */
export const ROW_HEIGHT = 22;
export const HEAD_HEIGHT = 26;
const LEAST_COLUMN = 68;
const MOST_COLUMN = 520;
/** Between columns. */
const GAP = 12;
/** The part of a cell that holds its number, when the rest shows a strip. */
export const NUMBER_WIDTH = 64;

/** Where columns lie; x counts from the left edge of the cells, beside the names. */
export interface Geometry {
  /** Width of the names. */
  readonly names: number;
  readonly columns: number;
  readonly columnWidth: number;
  /** Width of all columns with their gaps. */
  readonly width: number;
}

/** About the width of a character, and of what stands beside a name. */
const CHARACTER = 7;
const DETAIL = 120;

/** Names and columns as wide as they need and the room allows; columns that find no room scroll sideways. */
export function layOut(room: number, columns: number, longestName: number): Geometry {
  const names = Math.round(Math.max(150, Math.min(longestName * CHARACTER + DETAIL, room * 0.38)));
  const free = room - names - GAP * columns;
  const columnWidth = Math.floor(Math.min(MOST_COLUMN, Math.max(LEAST_COLUMN, free / Math.max(1, columns))));
  return { names, columns, columnWidth, width: columns * (columnWidth + GAP) };
}

export function columnLeft({ columnWidth }: Geometry, column: number): number {
  return column * (columnWidth + GAP);
}

/** Which column an x lies in; undefined between them. */
export function columnAt(geometry: Geometry, x: number): number | undefined {
  const column = Math.floor(x / (geometry.columnWidth + GAP));
  return column >= 0 && column < geometry.columns && x - columnLeft(geometry, column) < geometry.columnWidth
    ? column
    : undefined;
}

/** The strip within a cell of this width: its left edge and width; none in a cell that is too narrow. */
export function stripOf(columnWidth: number): { readonly left: number; readonly width: number } | undefined {
  const left = NUMBER_WIDTH + 1;
  return columnWidth - left >= 24 ? { left, width: columnWidth - left } : undefined;
}

/** Which slot of a strip lies at an x within a cell; undefined on the number. */
export function slotAt(columnWidth: number, slots: number, x: number): number | undefined {
  const strip = stripOf(columnWidth);
  if (strip === undefined || x < strip.left || slots === 0) {
    return undefined;
  }
  return Math.min(slots - 1, Math.floor(((x - strip.left) / strip.width) * slots));
}
