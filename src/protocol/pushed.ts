/**
 * The list with one item more, for reducers that take events in batches: a list of the state before the batch is copied,
 * one that this batch has made is added to.
 */
export function pushed<T>(list: readonly T[], item: T, before: readonly T[]): readonly T[] {
  if (list === before) {
    return [...list, item];
  }
  (list as T[]).push(item);
  return list;
}
