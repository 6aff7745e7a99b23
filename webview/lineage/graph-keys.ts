/** Where the keyboard goes in the graph, or what it does with the individual that it is at. */
export type GraphAction =
  | {
      readonly kind: 'move';
      readonly to: 'before' | 'after' | 'better' | 'worse' | 'first' | 'last' | 'top' | 'bottom' | 'parent' | 'best';
      /** How often. */
      readonly times: number;
    }
  | { readonly kind: 'open' | 'mark' | 'close' | 'zoom-in' | 'zoom-out' | 'zoom-all' }
  | { readonly kind: 'pan'; readonly generations: -1 | 0 | 1; readonly rows: -1 | 0 | 1 };

const PAGE = 10;

const actions: ReadonlyMap<string, GraphAction> = new Map<string, GraphAction>([
  ['ArrowLeft', { kind: 'move', to: 'before', times: 1 }],
  ['ArrowRight', { kind: 'move', to: 'after', times: 1 }],
  ['ArrowUp', { kind: 'move', to: 'better', times: 1 }],
  ['ArrowDown', { kind: 'move', to: 'worse', times: 1 }],
  ['PageUp', { kind: 'move', to: 'before', times: PAGE }],
  ['PageDown', { kind: 'move', to: 'after', times: PAGE }],
  ['Home', { kind: 'move', to: 'first', times: 1 }],
  ['End', { kind: 'move', to: 'last', times: 1 }],
  ['p', { kind: 'move', to: 'parent', times: 1 }],
  ['b', { kind: 'move', to: 'best', times: 1 }],
  ['Enter', { kind: 'open' }],
  [' ', { kind: 'open' }],
  ['c', { kind: 'mark' }],
  ['Escape', { kind: 'close' }],
  ['+', { kind: 'zoom-in' }],
  ['=', { kind: 'zoom-in' }],
  ['-', { kind: 'zoom-out' }],
  ['0', { kind: 'zoom-all' }],
]);

const withShift: ReadonlyMap<string, GraphAction> = new Map<string, GraphAction>([
  ['ArrowLeft', { kind: 'pan', generations: -1, rows: 0 }],
  ['ArrowRight', { kind: 'pan', generations: 1, rows: 0 }],
  ['ArrowUp', { kind: 'pan', generations: 0, rows: -1 }],
  ['ArrowDown', { kind: 'pan', generations: 0, rows: 1 }],
]);

const withControl: ReadonlyMap<string, GraphAction> = new Map<string, GraphAction>([
  ['Home', { kind: 'move', to: 'top', times: 1 }],
  ['End', { kind: 'move', to: 'bottom', times: 1 }],
]);

/**
 * What a key does in the graph: arrows go to the generation before or after and to the better or worse rank, the page keys
 * ten generations, Home and End to the first and last one, with Ctrl to the best and worst of the generation; P to the
 * parent, B to the best of all; Enter opens, C marks for a comparison, Escape closes; + and - zoom, 0 shows everything,
 * Shift with an arrow moves the part in sight. Undefined for other keys.
 */
export function graphKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): GraphAction | undefined {
  if (event.altKey) {
    return undefined;
  }
  if (event.ctrlKey || event.metaKey) {
    return withControl.get(event.key);
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.shiftKey ? withShift.get(key) : undefined) ?? actions.get(key);
}
