import { fieldsOf, isCount, oneOf } from '../shared/kept-fields.js';
import { measures } from './measures.js';
import type { Measure } from './measures.js';

export const groupings = ['layers', 'modules', 'tensors'] as const;
export type Grouping = (typeof groupings)[number];

/** By which the rows are put in order: `task` by its value in a column, biggest first unless `reversed`. */
export type Sorting =
  | { readonly by: 'model' | 'name' | 'elements'; readonly reversed: boolean }
  | { readonly by: 'task'; readonly task: number; readonly reversed: boolean };

/** How far the user has zoomed in. No group: the whole model; a tensor: its blocks. */
export interface Place {
  readonly group?: string;
  readonly tensor?: string;
}

/** What the user has chosen: all that makes one picture differ from another of the same runs. */
export interface PageState {
  readonly shown: 'heatmap' | 'table';
  readonly measure: Measure;
  readonly range: 'fit' | 'full';
  readonly grouping: Grouping;
  readonly place: Place;
  readonly sorting: Sorting;
  readonly filter: string;
  /** The row and column that has the keyboard. */
  readonly focus?: { readonly row: string; readonly column: number };
  /** The topmost row and how many pixels of it are scrolled out, so that rows may come and go above. */
  readonly top?: { readonly row: string; readonly offset: number };
  /** The key of the run to compare with. */
  readonly other?: string;
}

export const firstState: PageState = {
  shown: 'heatmap',
  measure: 'coefficient',
  range: 'fit',
  grouping: 'layers',
  place: {},
  sorting: { by: 'model', reversed: false },
  filter: '',
};

/** A kept state, whatever was kept: what doesn't fit any more is as it was at first. */
export function readPageState(kept: unknown): PageState {
  const from = fieldsOf(kept);
  const place = fieldsOf(from['place']);
  const focus = fieldsOf(from['focus']);
  const top = fieldsOf(from['top']);
  return {
    shown: oneOf(['heatmap', 'table'] as const, from['shown']),
    measure: oneOf(measures, from['measure']),
    range: oneOf(['fit', 'full'] as const, from['range']),
    grouping: oneOf(groupings, from['grouping']),
    place: {
      ...(typeof place['group'] === 'string' ? { group: place['group'] } : {}),
      ...(typeof place['tensor'] === 'string' ? { tensor: place['tensor'] } : {}),
    },
    sorting: readSorting(fieldsOf(from['sorting'])),
    filter: typeof from['filter'] === 'string' ? from['filter'] : '',
    ...(typeof focus['row'] === 'string' && isCount(focus['column'])
      ? { focus: { row: focus['row'], column: focus['column'] } }
      : {}),
    ...(typeof top['row'] === 'string' && typeof top['offset'] === 'number'
      ? { top: { row: top['row'], offset: top['offset'] } }
      : {}),
    ...(typeof from['other'] === 'string' ? { other: from['other'] } : {}),
  };
}

function readSorting(from: Readonly<Record<string, unknown>>): Sorting {
  const reversed = from['reversed'] === true;
  if (from['by'] === 'task' && isCount(from['task'])) {
    return { by: 'task', task: from['task'], reversed };
  }
  return { by: oneOf(['model', 'name', 'elements'] as const, from['by']), reversed };
}
