import type { Measure } from './measures.js';
import type { Sorting } from './page-state.js';
import { shownValue } from './rows.js';
import type { Row } from './rows.js';

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The rows in another order; rows without a value come last whichever way they are sorted. */
export function sortRows(rows: readonly Row[], sorting: Sorting, measure: Measure): readonly Row[] {
  const sign = sorting.reversed ? -1 : 1;
  switch (sorting.by) {
    case 'model':
      return sorting.reversed ? [...rows].reverse() : rows;
    case 'name':
      return [...rows].sort((a, b) => sign * names.compare(a.label, b.label));
    case 'elements':
      return [...rows].sort((a, b) => sign * (b.elements - a.elements));
    case 'task': {
      const valued = rows.map((row) => ({ row, value: shownValue(row, sorting.task, measure) }));
      valued.sort((a, b) => {
        if (Number.isNaN(a.value) || Number.isNaN(b.value)) {
          return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
        }
        return sign * (b.value - a.value);
      });
      return valued.map(({ row }) => row);
    }
  }
}
