import { modelsmithError, type Where } from '../../base/errors.js';

/** What each of `parts` heads or groups gets of `size`; throws `network-division` where that isn't whole. */
export function divideEvenly(size: number, parts: number, where: Where): number {
  if (size % parts !== 0) {
    throw modelsmithError('network-division', { size, parts }, where);
  }
  return size / parts;
}
