export interface Viewport {
  /** Pixels that are scrolled out above the first row. */
  readonly scrolled: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly rows: number;
}

/** Rows drawn beyond what is seen, so that a scroll shows no gaps before the next frame. */
const OVERSCAN = 4;

/** The rows from `first` up to but without `end` that are in sight, with a few beyond. */
export function visibleRange({ scrolled, height, rowHeight, rows }: Viewport): {
  readonly first: number;
  readonly end: number;
} {
  const first = Math.max(0, Math.min(rows, Math.floor(scrolled / rowHeight) - OVERSCAN));
  const end = Math.max(first, Math.min(rows, Math.ceil((scrolled + height) / rowHeight) + OVERSCAN));
  return { first, end };
}
