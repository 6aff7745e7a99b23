export interface GridPosition {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that a page is, for the page keys. */
  readonly page: number;
}

/**
 * Where a key of a grid leads (ARIA's pattern: arrows, Home, End, with Ctrl to the corners, Page Up and Down), clamped to
 * the grid; `open` and `back` for Enter (or Space) and Escape (or Backspace); undefined for keys that aren't a grid's.
 */
export function gridKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  { row, column }: GridPosition,
  { rows, columns, page }: GridSize,
): GridPosition | 'open' | 'back' | undefined {
  if (event.altKey) {
    return undefined;
  }
  const corner = event.ctrlKey || event.metaKey;
  const at = (toRow: number, toColumn: number): GridPosition => ({
    row: Math.max(0, Math.min(rows - 1, toRow)),
    column: Math.max(0, Math.min(columns - 1, toColumn)),
  });
  switch (event.key) {
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'PageUp':
      return at(row - page, column);
    case 'PageDown':
      return at(row + page, column);
    case 'Home':
      return at(corner ? 0 : row, 0);
    case 'End':
      return at(corner ? rows - 1 : row, columns - 1);
    case 'Enter':
    case ' ':
      return corner ? undefined : 'open';
    case 'Escape':
    case 'Backspace':
      return corner ? undefined : 'back';
    default:
      return undefined;
  }
}
