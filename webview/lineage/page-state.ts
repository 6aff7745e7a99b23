import { fieldsOf, isCount, oneOf } from '../shared/kept-fields.js';
import type { Range } from './viewport.js';

export const shownParts = ['graph', 'individuals', 'generations'] as const;
export type ShownPart = (typeof shownParts)[number];

export interface TableSorting {
  /** The column's field in the CSV file. */
  readonly by: string;
  readonly isDescending: boolean;
}

/** What the user has chosen. */
export interface PageState {
  readonly shown: ShownPart;
  /** Generations in sight, of graph and charts; all of them without. */
  readonly range?: Range;
  /** Rows of the graph in sight. */
  readonly rows?: Range;
  /** Whose details are shown. */
  readonly selected?: number;
  /** Whom the selected one is compared with. */
  readonly marked?: number;
  /** Of the table of individuals; as they were made without. */
  readonly sorting?: TableSorting;
  readonly other?: never;
}

/** A kept state, whatever was kept: what doesn't fit any more is as it was at first. */
export function readPageState(kept: unknown): PageState {
  const from = fieldsOf(kept);
  const [range, rows, sorting] = [rangeOf(from['range']), rangeOf(from['rows']), fieldsOf(from['sorting'])];
  return {
    shown: oneOf(shownParts, from['shown']),
    ...(range === undefined ? {} : { range }),
    ...(rows === undefined ? {} : { rows }),
    ...(isCount(from['selected']) ? { selected: from['selected'] } : {}),
    ...(isCount(from['marked']) ? { marked: from['marked'] } : {}),
    ...(typeof sorting['by'] === 'string'
      ? { sorting: { by: sorting['by'], isDescending: sorting['isDescending'] === true } }
      : {}),
  };
}

/** Changes of a state; undefined takes a choice away. */
export type Choices = { readonly [K in Exclude<keyof PageState, 'shown' | 'other'>]?: PageState[K] | undefined };

export function withChoices(page: PageState, choices: Choices): PageState {
  const next: Record<string, unknown> = { ...page, ...choices };
  for (const [name, value] of Object.entries(choices)) {
    if (value === undefined) {
      Reflect.deleteProperty(next, name);
    }
  }
  return next as unknown as PageState;
}

function rangeOf(value: unknown): Range | undefined {
  const from = fieldsOf(value);
  const [start, end] = [from[0], from[1]];
  return typeof start === 'number' && typeof end === 'number' && start < end && Number.isFinite(end - start)
    ? [start, end]
    : undefined;
}
