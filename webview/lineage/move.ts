import { mainLine } from './ancestry.js';
import type { GraphAction } from './graph-keys.js';
import { columnUpTo } from './layout.js';
import type { Column, LineageLayout } from './layout.js';

type Move = Extract<GraphAction, { kind: 'move' }>;

/**
 * The id of the individual that a key leads to from another one; the same where there is none that way. Without one to
 * start from, keys that go to an end start from the best, else from the first of the last generation; the others lead there.
 */
export function moveFrom(
  layout: LineageLayout,
  from: number | undefined,
  { to, times, best }: Omit<Move, 'kind'> & { readonly best: number | undefined },
): number | undefined {
  const { individuals, columns } = layout;
  const start = from ?? startOf(layout, best);
  const index = start === undefined ? undefined : layout.indexOf(start);
  const current = index === undefined ? undefined : individuals[index];
  if (index === undefined || current === undefined || (from === undefined && !ends.has(to))) {
    return start;
  }
  const at = columnUpTo(columns, current.generation);
  const order = orderOf(columns[at]);
  const rank = order.indexOf(index);
  const inRow = (column: Column | undefined): number | undefined =>
    column === undefined ? start : idAt(layout, nearest(layout, column, layout.rowOf(index)));
  switch (to) {
    case 'before':
      return inRow(columns[Math.max(0, at - times)]);
    case 'after':
      return inRow(columns[Math.min(columns.length - 1, at + times)]);
    case 'better':
      return idAt(layout, order[Math.max(0, rank - times)]);
    case 'worse':
      return idAt(layout, order[Math.min(order.length - 1, rank + times)]);
    case 'first':
      return inRow(columns[0]);
    case 'last':
      return inRow(columns.at(-1));
    case 'top':
      return idAt(layout, order[0]);
    case 'bottom':
      return idAt(layout, order.at(-1));
    case 'parent':
      return mainLine(individuals, current.id)[1]?.id ?? start;
    case 'best':
      return best ?? start;
  }
}

const ends: ReadonlySet<Move['to']> = new Set(['first', 'last', 'top', 'bottom']);

const startOf = (layout: LineageLayout, best: number | undefined): number | undefined =>
  best !== undefined && layout.indexOf(best) !== undefined ? best : idAt(layout, orderOf(layout.columns.at(-1))[0]);

/** From the top of a column to its end. */
const orderOf = (column: Column | undefined): readonly number[] =>
  column === undefined ? [] : [...column.accepted, ...column.lost];

function nearest(layout: LineageLayout, column: Column, row: number): number | undefined {
  const distance = (index: number): number => Math.abs(layout.rowOf(index) - row);
  return orderOf(column).reduce<number | undefined>(
    (best, index) => (best === undefined || distance(index) < distance(best) ? index : best),
    undefined,
  );
}

const idAt = ({ individuals }: LineageLayout, index: number | undefined): number | undefined =>
  individuals[index ?? -1]?.id;
