import { lastUpTo } from './line-chart-view.js';

type Range = readonly [number, number];

export type ChartAction =
  | { readonly kind: 'read'; readonly x: number | undefined }
  | { readonly kind: 'zoom'; readonly range: Range | undefined };

export interface ChartPlace {
  /** Where there are values, rising. */
  readonly x: ArrayLike<number>;
  /** Where they are being read. */
  readonly at: number | undefined;
  /** What is in sight. */
  readonly range: Range;
}

/** How much of what was in sight still is after a step in, and how far a page goes. */
const ZOOM = 0.5;
const PAGE = 0.1;

/**
 * What a key does on a chart: arrows go to the next value, the page keys a tenth further, Home and End to the ends; with
 * Shift the arrows move the part in sight; + and - zoom around where values are read; 0 and Escape show everything.
 * Undefined for keys that aren't a chart's.
 */
export function chartKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  { x, at, range }: ChartPlace,
): ChartAction | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) {
    return undefined;
  }
  const [start, end] = range;
  const width = end - start;
  const first = Math.max(0, lastUpTo(x, start) + (x[lastUpTo(x, start)] === start ? 0 : 1));
  const last = Math.max(first, lastUpTo(x, end));
  const current = at === undefined ? last : lastUpTo(x, at);
  const read = (index: number): ChartAction => ({ kind: 'read', x: x[Math.max(first, Math.min(last, index))] });
  const readNear = (value: number): ChartAction => read(lastUpTo(x, value));
  const move = (by: number): ChartAction => ({ kind: 'zoom', range: [start + by, end + by] });
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return event.shiftKey ? move(-width * PAGE) : read(current - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return event.shiftKey ? move(width * PAGE) : read(current + 1);
    case 'PageDown':
      return readNear((at ?? end) - width * PAGE);
    case 'PageUp':
      return readNear((at ?? end) + width * PAGE);
    case 'Home':
      return read(first);
    case 'End':
      return read(last);
    case '+':
    case '=':
      return { kind: 'zoom', range: around(at ?? (start + end) / 2, range, ZOOM) };
    case '-':
      return { kind: 'zoom', range: around(at ?? (start + end) / 2, range, 1 / ZOOM) };
    case '0':
    case 'Escape':
      return { kind: 'zoom', range: undefined };
    default:
      return undefined;
  }
}

/** A wider or narrower range in which a place keeps its share of the width. */
function around(place: number, [start, end]: Range, factor: number): Range {
  return [place - (place - start) * factor, place + (end - place) * factor];
}
