import type { Problem } from '../../base/errors.js';

/** A problem of a training as a problem of the task in the comparison: its key stands below the task's. */
export function placeInTask(one: Problem, task: number): Problem {
  const { key } = one.where;
  return { ...one, where: { ...one.where, key: key === undefined ? `tasks.${task}` : `tasks.${task}.${key}` } };
}
