import { fieldsOf, oneOf } from '../shared/kept-fields.js';

/** A cell of the grid: an optimizer, or tuned Adam, on a task. */
export interface CellPlace {
  /** Undefined: tuned Adam. */
  readonly optimizer: string | undefined;
  readonly task: string;
}

/** What the user has chosen. */
export interface PageState {
  readonly shown: 'heatmap' | 'table';
  /** Whose curves are shown. */
  readonly open?: CellPlace;
  readonly other?: never;
}

/** A kept state, whatever was kept: what doesn't fit any more is as it was at first. */
export function readPageState(kept: unknown): PageState {
  const from = fieldsOf(kept);
  const open = fieldsOf(from['open']);
  const optimizer = open['optimizer'];
  return {
    shown: oneOf(['heatmap', 'table'] as const, from['shown']),
    ...(typeof open['task'] === 'string'
      ? { open: { optimizer: typeof optimizer === 'string' ? optimizer : undefined, task: open['task'] } }
      : {}),
  };
}

export function withOpen(page: PageState, open: CellPlace | undefined): PageState {
  return open === undefined ? { shown: page.shown } : { shown: page.shown, open };
}
