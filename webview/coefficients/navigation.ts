import type { PageState, Place } from './page-state.js';
import type { Row } from './rows.js';

/** The state after looking at another place: its rows are others, so nothing is kept of the position. */
export function goTo(page: PageState, place: Place, focus?: PageState['focus']): PageState {
  return { ...withoutPosition(page), place, ...(focus === undefined ? {} : { focus }) };
}

/** The state without where the keyboard and the scrolling are. */
export function withoutPosition(page: PageState): PageState {
  const rest: { -readonly [K in keyof PageState]: PageState[K] } = { ...page };
  delete rest.focus;
  delete rest.top;
  return rest;
}

/** The state after looking into a row; undefined where there is nothing inside. */
export function inside(page: PageState, row: Row): PageState | undefined {
  const column = page.focus?.column ?? 0;
  const [tensor] = row.tensors;
  switch (row.kind) {
    case 'group':
      return goTo(page, { group: row.key }, { row: '', column });
    case 'tensor':
      return tensor === undefined
        ? undefined
        : goTo(page, { ...page.place, tensor: tensor.tensor }, { row: '', column });
    case 'block':
      return undefined;
  }
}

/** The state one step further out, with the keyboard on what was left; undefined when all of the model is seen already. */
export function backFrom(page: PageState, place: Place): PageState | undefined {
  const column = page.focus?.column ?? 0;
  if (place.tensor !== undefined) {
    const out = place.group === undefined ? {} : { group: place.group };
    return goTo(page, out, { row: tensorKey(place.tensor), column });
  }
  return place.group === undefined ? undefined : goTo(page, {}, { row: place.group, column });
}

/** The key of a tensor's row. */
export const tensorKey = (tensor: string): string => `tensor ${tensor}`;
